/**
 * Peak memory of a swap, and of one through a film ten times longer, each in a process of its own.
 * `node engine/test/memory.ts [height] [frames]`: about a minute at the default 1080 lines and 40 frames.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import sharp from 'sharp';
import { swapFaces } from '../src/index.ts';
import { lookAt, makeFaceFilm } from './face-film.ts';
import { photoPath, readPhoto } from './faces-photos.ts';
import { Scratch, testModels } from './scratch.ts';

/** Bytes that were resident at most while a film of one face was swapped. */
export async function peakOfSwap(height: number, frames: number): Promise<number> {
  await using scratch = await Scratch.create();
  const [source, target, output] = ['source.png', 'target.mp4', 'output.mp4'].map((name) => scratch.file(name));
  await sharp(photoPath(6)).extract({ left: 1420, top: 150, width: 400, height: 440 }).toFile(source!);
  const width = 2 * Math.round((height * 8) / 9);
  await makeFaceFilm(target!, {
    photo: await readPhoto(6),
    camera: (index) => lookAt(774 + 20 * Math.sin(index / 40), 491, 700, width, height),
    ...{ frames, width, height, encoder: 'libx264' },
  });
  const child = fork(import.meta.filename, ['--swap', source!, target!, output!]);
  const peak = once(child, 'message').then(([bytes]) => bytes as number);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the swap failed with exit code ${code}`);
  return peak;
}

async function swapInThisProcess(source: string, target: string, output: string): Promise<void> {
  await swapFaces({ source, target, output, modelFolder: testModels, threads: 2 }).result;
  // Kilobytes, by getrusage(2).
  process.send?.(process.resourceUsage().maxRSS * 1024);
}

if (process.argv[2] === '--swap') await swapInThisProcess(process.argv[3]!, process.argv[4]!, process.argv[5]!);
else if (import.meta.main) {
  const [height, frames] = [Number(process.argv[2] ?? 1080), Number(process.argv[3] ?? 40)];
  const [short, long] = [await peakOfSwap(height, frames), await peakOfSwap(height, 10 * frames)];
  console.log(
    `${frames} frames of ${height} lines: ${Math.round(short / 1e6)} MB; ${10 * frames}: ${Math.round(long / 1e6)} MB`,
  );
  console.log(`ten times longer takes ${(long / short).toFixed(2)} times the memory`);
}
