import assert from 'node:assert/strict';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError, type EngineErrorCode } from '../src/errors.ts';
import type { Frame } from '../src/frame/frame.ts';
import { processMedia } from '../src/process-media.ts';
import type { ProcessOptions, ProcessResult, ProcessRun } from '../src/process-options.ts';
import { writeContractModels } from './contract-models.ts';
import { type FaceFilm, makeFaceFilm, readFrames } from './face-film.ts';
import { type PaintedFace, paintFaces, SIZE, skins, writePicture } from './painted-faces.ts';
import { Scratch } from './scratch.ts';

/** What a film of painted faces may differ in. */
export interface PaintedFilm extends Partial<Omit<FaceFilm, 'photo' | 'camera'>> {
  /** The faces of a frame, or the whole frame. */
  readonly faces: (index: number) => readonly PaintedFace[] | Frame;
}

/** A process's options, of which most have a default that is quick. */
export type RunOptions = Partial<ProcessOptions> & Pick<ProcessOptions, 'target'>;

/** Folders with contract models, inputs and outputs, and whole runs of `processMedia` over them. */
export class ProcessScratch implements AsyncDisposable {
  readonly models: string;
  readonly #scratch: Scratch;
  readonly #outputs: string;
  #count = 0;

  private constructor(scratch: Scratch) {
    this.#scratch = scratch;
    this.models = scratch.file('models');
    this.#outputs = scratch.file('outputs');
  }

  /** With all contract models. */
  static async create(): Promise<ProcessScratch> {
    const scratch = new ProcessScratch(await Scratch.create());
    await mkdir(scratch.#outputs);
    await writeContractModels(scratch.models);
    return scratch;
  }

  /** The path of a file beside the inputs. */
  file(name: string): string {
    return this.#scratch.file(name);
  }

  /** Paints a picture. */
  picture(name: string, faces: readonly PaintedFace[], size: readonly [number, number] = SIZE): Promise<string> {
    return writePicture(this.file(name), paintFaces(faces, size));
  }

  /** A picture of one large face with this skin. */
  person(skin: keyof typeof skins): Promise<string> {
    return this.picture(`${skin}.png`, [{ x: 79.5, y: 59.5, skin: skins[skin], marker: 12 }]);
  }

  /** Paints a film, 20 frames unless it says otherwise. */
  async film(name: string, { faces, ...film }: PaintedFilm): Promise<string> {
    const [width, height] = SIZE;
    const size = [film.width ?? width, film.height ?? height] as const;
    const photo = (index: number) => {
      const shown = faces(index);
      return 'planes' in shown ? shown : paintFaces(shown, size);
    };
    const path = this.file(name);
    await makeFaceFilm(path, { frames: 20, width, height, ...film, photo, camera: () => [1, 0, 0, 0, 1, 0] });
    return path;
  }

  /** The options with all that a test does not say: one thread, every face, no landmarker, no judging, films without loss. */
  options({ execution, result, ...options }: RunOptions): ProcessOptions {
    const still = /\.(png|jpg|webp)$/.test(options.target);
    return {
      output: join(this.#outputs, `${++this.#count}${still ? '.png' : '.mkv'}`),
      ...{
        processors: [{ kind: 'face-swapper', model: 'inswapper_128' }],
        selector: { mode: 'many' },
        moderate: false,
      },
      landmarker: { score: 0 },
      ...options,
      execution: { modelFolder: this.models, threads: 1, ...execution },
      result: { ...(!still && { encoder: 'ffv1' }), ...result },
    };
  }

  start(options: RunOptions): ProcessRun {
    return processMedia(this.options(options));
  }

  run(options: RunOptions): Promise<ProcessResult> {
    return this.start(options).result;
  }

  /** The result of a run over a film, and the film's frames. */
  async frames(options: RunOptions): Promise<{ result: ProcessResult; frames: Frame[] }> {
    const result = await this.run(options);
    return { result, frames: await readFrames(result.output) };
  }

  /** Checks that a run is refused, by its result and by its iterator, and leaves nothing behind. */
  async refuses(options: RunOptions, code: EngineErrorCode, message: RegExp): Promise<EngineError> {
    const before = await this.outputs();
    const run = this.start(options);
    const iterating = (async () => {
      for await (const _ of run);
    })();
    const [one, other] = await Promise.allSettled([run.result, iterating]);
    assert.ok(one.status === 'rejected' && other.status === 'rejected', 'it was not refused');
    assert.equal(one.reason, other.reason);
    assert.ok(one.reason instanceof EngineError, String(one.reason));
    assert.equal(one.reason.code, code, one.reason.message);
    assert.match(one.reason.message, message);
    assert.deepEqual(await this.outputs(), before);
    return one.reason;
  }

  /** The names of all files where outputs are written. */
  async outputs(): Promise<string[]> {
    return (await readdir(this.#outputs)).sort();
  }

  /** Removes the finished outputs, and checks that nothing else lies beside them. */
  async sweep(): Promise<void> {
    const finished = (await this.outputs()).filter((name) => /^\d+\.(png|mkv|mp4|webp|jpg)$/.test(name));
    for (const name of finished) await rm(join(this.#outputs, name));
    assert.deepEqual(await this.outputs(), []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scratch[Symbol.asyncDispose]();
  }
}
