import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes, formatBytes } from '@mirrorworks/contract';
import { providers, swapModels } from '@mirrorworks/engine/options';
import {
  detectorModels,
  faceEnhancerModels,
  frameEnhancerModels,
  maskTypes,
} from '@mirrorworks/engine/process-options';
import type { Engine } from '../engine.ts';
import { wrongUse } from '../failure.ts';
import { choice, choices, flag, megabytes, number, text } from '../options/option.ts';
import { table } from '../table.ts';
import { defineCommand } from './command.ts';

type BenchResult = Awaited<ReturnType<Engine['runBench']>>;

/** `mirrorworks bench`. */
export const bench = defineCommand({
  name: 'bench',
  about: 'Measure this machine: frames/s of a swap, of a bare transcode of the same film, and where the time goes.',
  usage: 'bench [--source <file> --target <film>] [options]',
  options: {
    source: text('<file>', 'Picture of a face. Default: a sample photo.'),
    target: text('<film>', 'Film with a face. Default: a film made from a sample photo.'),
    height: number(
      '<pixels>',
      { min: 180, max: 4320, whole: true },
      'Height of the film that is made, 16:9. Default 1080.',
    ),
    seconds: number('<s>', { min: 1, max: 3600 }, 'Length of the film that is made. Default 8.'),
    model: choice(swapModels, 'What makes the new face: the mesh, or a network in the model folder. Default mesh.'),
    enhance: choice(faceEnhancerModels, 'With a network: restore the new faces by another one.'),
    enlarge: choice(frameEnhancerModels, 'With a network: enlarge or sharpen the whole frames by another one.'),
    mask: choices(maskTypes, 'With a network: what bounds the change. Default box.'),
    detector: choice(detectorModels, 'With a network: what finds the faces. Default yolo_face.'),
    providers: choices(providers, 'Where the networks run, in order of preference. Default cpu.'),
    threads: number(
      '<n>',
      { min: 1, max: 256, whole: true },
      'Worker threads for the faces. Default: one for each core.',
    ),
    maxMemory: megabytes('Bound on the memory for frames, in megabytes.', 64),
    encoder: text('<name>', 'FFmpeg encoder, e.g. libx264; or auto.'),
    preset: text('<name>', "The encoder's speed preset. Default veryfast."),
    modelFolder: text('<folder>', "Where models are kept. Default: the user's cache folder."),
    json: flag('The last line of stdout is one JSON object; failures too.'),
  },
  examples: [
    'bench',
    'bench --height 720 --seconds 4 --json',
    'bench --source anna.jpg --target film.mp4 --threads 2',
    'bench --model inswapper_128 --enhance gfpgan_1.4 --providers cuda',
  ],
  async run({ source, target, height = 1080, seconds = 8, maxMemory, json, ...rest }, positionals, context) {
    const { terminal, signal, engine } = context;
    if (positionals.length > 0) throw wrongUse(`bench takes files by option only, got '${positionals.join(' ')}'`);
    if ((source === undefined) !== (target === undefined)) throw wrongUse('--source and --target go together');
    await using scratch = await scratchFolder();
    const files =
      source !== undefined && target !== undefined
        ? { source, target }
        : await sampleFiles(scratch.path, height, seconds, context);
    const { runBench } = await engine();
    const result = await runBench({
      ...rest,
      ...files,
      ...(maxMemory === undefined ? {} : { maxMemoryBytes: maxMemory }),
      signal,
      onPart: (part) => terminal.tell(`measuring: ${part}`),
    });
    for (const line of describe(result)) terminal.print(line);
    if (json) terminal.print(JSON.stringify(result));
    return exitCodes.done;
  },
});

async function sampleFiles(
  folder: string,
  height: number,
  seconds: number,
  { terminal, signal }: { terminal: { tell(line: string): void }; signal: AbortSignal },
): Promise<{ source: string; target: string }> {
  // Loaded here: the film maker brings FFmpeg with it.
  const { makeSampleSource, makeSampleFilm } = await import('../../sample/sample-files.ts');
  terminal.tell(`making a film of ${seconds} s, ${height} lines`);
  const source = join(folder, 'source.png');
  const target = join(folder, 'target.mp4');
  await makeSampleSource(source);
  await makeSampleFilm(target, { height, seconds, signal });
  return { source, target };
}

async function scratchFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'mirrorworks-bench-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

function describe(result: BenchResult): string[] {
  const { width, height, frames, threads, ran, stages } = result;
  const rows = Object.entries(stages).flatMap(([stage, ms]) => (ms > 0 ? [[stage, ms.toFixed(2)]] : []));
  return [
    `${frames} frames of ${width} × ${height}, ${threads} threads, ${ran.provider}, ${ran.decoder} in, ${ran.encoder} out`,
    '',
    ...table([['stage', 'ms/frame'], ...rows]),
    '',
    ...modelTable(result),
    ...table([
      ['swap', `${result.swapFramesPerSecond.toFixed(1)} frames/s`],
      ['transcode', `${result.transcodeFramesPerSecond.toFixed(1)} frames/s`],
      ['swap / transcode', result.swapPerTranscode.toFixed(2)],
      ['pipeline efficiency', result.pipelineEfficiency.toFixed(2)],
      ['peak memory', formatBytes(result.peakMemoryBytes)],
      ['first changed frame', `${result.secondsToFirstChange.toFixed(2)} s`],
    ]),
  ];
}

function modelTable({ models }: BenchResult): string[] {
  if (models.length === 0) return [];
  const rows = models.map(({ model, provider, ms }) => [model, provider, ms.toFixed(2)]);
  return [...table([['network', 'provider', 'ms/frame'], ...rows]), ''];
}
