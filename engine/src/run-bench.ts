import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asEngineError } from './as-engine-error.ts';
import { openFilm } from './decode/open-film.ts';
import { createFilm } from './encode/create-film.ts';
import { throwIfCanceled } from './errors.ts';
import { ProgressFeed } from './progress-feed.ts';
import { type MeasuredSwap, runSwap } from './swap-faces.ts';
import type { ModelRun, StageTimes, SwapOptions } from './swap-options.ts';

/** Options that a swap to be measured may have. */
type MeasuredOptions =
  | ('model' | 'enhance' | 'enlarge' | 'mask' | 'detector' | 'faces')
  | ('providers' | 'threads' | 'encoder' | 'preset' | 'maxMemoryBytes' | 'modelFolder' | 'signal');

/** What a benchmark runs with. */
export interface BenchOptions extends Pick<SwapOptions, MeasuredOptions> {
  /** A picture of a face. */
  readonly source: string;
  /** A film with at least one face. */
  readonly target: string;
  /** Called when a part of the measurement begins: `swap`, `transcode`. */
  readonly onPart?: (part: string) => void;
}

/** What a benchmark measured. */
export interface BenchResult {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** Face threads. */
  readonly threads: number;
  readonly ran: { readonly provider: string; readonly decoder: string; readonly encoder: string };
  /** Milliseconds of work per frame and stage (threads run side by side). */
  readonly stages: StageTimes;
  /** Milliseconds inside its runs per frame of the film, of each network of a chain; empty for the mesh. */
  readonly models: readonly ModelRun[];
  /** Start included, as in `transcodeFramesPerSecond`. */
  readonly swapFramesPerSecond: number;
  readonly transcodeFramesPerSecond: number;
  /** swap / transcode, same film, same settings, same run. */
  readonly swapPerTranscode: number;
  /** Time inside model runs / (wall × threads), 0..1. */
  readonly pipelineEfficiency: number;
  /** The most that was resident during the swap, of the whole process. */
  readonly peakMemoryBytes: number;
  /** From the call until the first changed frame left for the encoder. */
  readonly secondsToFirstChange: number;
}

/** Where the films of a benchmark go, and how they are encoded. */
type EncodingOptions = Pick<BenchOptions, 'target' | 'encoder' | 'preset' | 'signal'>;

/**
 * Swaps a face through a whole film, and takes the same film through decoder and encoder without faces, with the same settings. The
 * swap comes first, so that its start and its memory are its own. Leaves no file.
 *
 * @throws EngineError as `swapFaces` does; `face-not-found` for a film without a face.
 */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  // Matroska, because it holds the tracks of any film.
  const folder = await mkdtemp(join(tmpdir(), 'mirrorworks-bench-'));
  try {
    options.onPart?.('swap');
    const { swap, peakMemoryBytes } = await measureSwap(options, join(folder, 'swap.mkv'));
    options.onPart?.('transcode');
    const transcode = await measureTranscode(options, join(folder, 'transcode.mkv'));
    return { ...summary(swap, transcode), peakMemoryBytes };
  } catch (error) {
    throwIfCanceled(options.signal);
    throw asEngineError(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureSwap(
  options: BenchOptions,
  output: string,
): Promise<{ swap: MeasuredSwap; peakMemoryBytes: number }> {
  const { onPart: _, ...rest } = options;
  const given: SwapOptions = { ...rest, output, requireFace: true };
  let peakMemoryBytes = process.memoryUsage.rss();
  // The process's own record of its peak would include what came before.
  const sampling = setInterval(() => {
    peakMemoryBytes = Math.max(peakMemoryBytes, process.memoryUsage.rss());
  }, MEMORY_SAMPLE_MS);
  try {
    return { swap: await runSwap(given, new ProgressFeed()), peakMemoryBytes };
  } finally {
    clearInterval(sampling);
  }
}

const MEMORY_SAMPLE_MS = 20;

interface Transcode {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
}

async function measureTranscode(
  { target, encoder, preset, signal }: EncodingOptions,
  output: string,
): Promise<Transcode> {
  const started = performance.now();
  let frames = 0;
  await using reader = await openFilm(target, signal && { signal });
  await using writer = await createFilm(output, reader, {
    ...(encoder !== undefined && { encoder }),
    ...(preset !== undefined && { preset }),
    ...(signal && { signal }),
  });
  for await (const frame of reader.frames()) {
    await writer.write(frame);
    frames++;
  }
  await writer.finish();
  const { width, height } = reader.info;
  return { width, height, framesPerSecond: (1000 * frames) / (performance.now() - started) };
}

function summary(
  { result, threads, modelMs }: MeasuredSwap,
  transcode: Transcode,
): Omit<BenchResult, 'peakMemoryBytes'> {
  const { frames, seconds, framesPerSecond, ran, stages, secondsToFirstChange } = result;
  const perFrame = Object.entries(stages).map(([stage, ms]) => [stage, ms / frames]);
  return {
    width: transcode.width,
    height: transcode.height,
    frames,
    threads,
    ran: { provider: ran.provider, decoder: ran.decoder, encoder: ran.encoder },
    stages: Object.fromEntries(perFrame) as unknown as StageTimes,
    models: (ran.models ?? []).map((run) => ({ ...run, ms: run.ms / frames })),
    swapFramesPerSecond: framesPerSecond,
    transcodeFramesPerSecond: transcode.framesPerSecond,
    swapPerTranscode: framesPerSecond / transcode.framesPerSecond,
    pipelineEfficiency: modelMs / (1000 * seconds * threads),
    secondsToFirstChange: secondsToFirstChange ?? Number.NaN,
  };
}
