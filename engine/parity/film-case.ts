/** Compares a film's frames, times and sound with FaceFusion's. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openFilm } from '../src/decode/open-film.ts';
import { allocateFrame, type Frame } from '../src/frame/frame.ts';
import { sampleRgb } from '../src/frame/sample.ts';
import { processMedia } from '../src/process-media.ts';
import { processOptionsOf } from './case-options.ts';
import { atLeast, atMost, type Finding, isTrue, likeness } from './compare.ts';
import { type GoldenCase, readFrame } from './golden.ts';

export async function compareFilm(golden: GoldenCase, output: string, models: string): Promise<Finding[]> {
  const [ours, target] = [await readFilm(output), await readFilm(golden.target)];
  const kept = (await readdir(golden.folder)).filter((name) => /^frame_\d+_out\.png$/.test(name)).sort();
  const findings = [
    isTrue(
      'frames',
      ours.seconds.length === target.seconds.length,
      `${ours.seconds.length} of ${target.seconds.length}`,
    ),
    atMost('largest shift of a frame, ms', 1000 * largestShift(ours.seconds, target.seconds), 1),
  ];
  for (const name of kept) {
    const index = Number(/\d+/.exec(name)![0]);
    const [written, theirs] = [ours.frames.get(index), await readFrame(join(golden.folder, name))];
    if (written === undefined) throw new Error(`frame ${index} of ${output} was not decoded`);
    findings.push(
      atLeast(`PSNR of frame ${index} after encoding, dB`, likeness(rgbOf(written), rgbOf(theirs)).decibels, 38),
    );
  }
  for (const name of kept) {
    const still = join(golden.folder, name.replace('_out', '_in'));
    findings.push(
      atLeast(
        `PSNR of ${name.slice(0, 10)} before encoding, dB`,
        await likenessOfStill(golden, still, output, models),
        50,
      ),
    );
  }
  return findings;
}

/** How like FaceFusion's our result is when both begin with the same pixels: a frame kept as a picture. */
async function likenessOfStill(golden: GoldenCase, still: string, output: string, models: string): Promise<number> {
  const ours = `${output}.png`;
  const options = { ...processOptionsOf(golden), target: still, output: ours };
  await processMedia({ ...options, execution: { modelFolder: models }, result: { overwrite: true } }).result;
  const [result, theirs] = [await readFrame(ours), await readFrame(still.replace('_in', '_out'))];
  return likeness(rgbOf(result), rgbOf(theirs)).decibels;
}

const keptFrames = [0, 30, 59, 89];

async function readFilm(path: string): Promise<{ seconds: number[]; frames: Map<number, Frame> }> {
  await using reader = await openFilm(path);
  const seconds: number[] = [];
  const frames = new Map<number, Frame>();
  for await (using decoded of reader.frames()) {
    seconds.push(decoded.seconds);
    if (!keptFrames.includes(decoded.index)) continue;
    const frame = allocateFrame(decoded.shape);
    decoded.copyTo(frame);
    frames.set(decoded.index, frame);
  }
  return { seconds, frames };
}

function largestShift(a: readonly number[], b: readonly number[]): number {
  return a.reduce((most, seconds, i) => Math.max(most, Math.abs(seconds - (b[i] ?? Number.POSITIVE_INFINITY))), 0);
}

/** All pixels as R'G'B', rounded as an 8-bit picture. */
function rgbOf(frame: Frame): Float32Array {
  const rgb = new Float32Array(frame.width * frame.height * 3);
  sampleRgb(frame, [1, 0, 0, 0, 1, 0], frame.width, frame.height, rgb);
  return rgb.map(Math.round);
}
