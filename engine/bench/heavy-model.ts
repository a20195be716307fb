/**
 * How much of the threads' time is spent inside networks when they are heavy. Makes a chain of contract models whose inswapper_128
 * computes for some 300 ms a run on one core, and a film of a painted face, and prints what `mirrorworks bench` prints of them:
 *
 *     npm run bench:heavy -- [frames] [threads]
 *
 * Nothing is downloaded.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchResult, runBench } from '../src/run-bench.ts';
import { writeContractModels } from '../test/contract-models.ts';
import { writePaintedFilm, writePaintedPicture } from './painted-film.ts';
import { heavySwapper } from './real-sizes.ts';

const [frames = 200, threads = availableParallelism()] = process.argv.slice(2).map(Number);

const folder = await mkdtemp(join(tmpdir(), 'mirrorworks-heavy-'));
try {
  const modelFolder = join(folder, 'models');
  const around = ['yoloface_8n', 'fan_68_5', '2dfan4', 'arcface_w600k_r50', 'nsfw_1', 'nsfw_2', 'nsfw_3'];
  await writeContractModels(modelFolder, around);
  const { bytes, operations } = heavySwapper();
  await writeFile(join(modelFolder, 'inswapper_128.onnx'), bytes);
  const source = await writePaintedPicture(join(folder, 'source.png'));
  const target = await writePaintedFilm(join(folder, 'target.mp4'), frames);
  const result = await runBench({ source, target, modelFolder, threads, model: 'inswapper_128' });
  for (const line of describe(result, operations)) console.log(line);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function describe(result: BenchResult, operations: number): string[] {
  const { width, height, models, stages, pipelineEfficiency, swapFramesPerSecond } = result;
  return [
    `${frames} frames of ${width} × ${height}, ${result.threads} threads; the swapper computes ${(operations / 1e9).toFixed(1)} GFLOP a run`,
    ...models.map(({ model, ms }) => `${model.padEnd(20)} ${ms.toFixed(2).padStart(8)} ms/frame inside runs`),
    ...Object.entries(stages).flatMap(([stage, ms]) =>
      ms > 0 ? [`${stage.padEnd(20)} ${ms.toFixed(2).padStart(8)} ms/frame`] : [],
    ),
    `${swapFramesPerSecond.toFixed(2)} frames/s; inside model runs: ${(100 * pipelineEfficiency).toFixed(1)} % of wall × threads`,
  ];
}
