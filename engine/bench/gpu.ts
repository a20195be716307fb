/**
 * What networks of real sizes take on each provider of this machine, as one JSON object; what is absent is said with the reason:
 *
 *     npm run bench:gpu                       webgpu and cuda where they work, and cpu
 *     npm run bench:gpu -- cuda,tensorrt      those that are named
 *
 * Nothing is downloaded: the networks are made here, and compute as much as FaceFusion's do.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listProviders, type RuntimeProvider } from '../src/onnx/providers.ts';
import { openSession, type Session, type Tensor } from '../src/onnx/session.ts';
import { runtimeVersion } from '../src/onnx/version.ts';
import { type BenchResult, runBench } from '../src/run-bench.ts';
import { writeContractModels } from '../test/contract-models.ts';
import type { Precision } from './network-builder.ts';
import { writePaintedFilm, writePaintedPicture } from './painted-film.ts';
import { copier, detector640, enhancer512, type SizedModel, swapper256 } from './real-sizes.ts';

const asked = (process.argv[2] ?? 'webgpu,cuda,cpu').split(',');
const precisions: readonly Precision[] = ['fp32', 'fp16'];
const batches = [1, 2, 4, 8];
/** A measurement takes so long, or one run if that is longer. */
const MEASURE_MS = 2000;
const CHAIN_FRAMES = 60;

const networks = [
  { network: 'swapper 256²', build: swapper256, side: 256 },
  { network: 'detector 640²', build: detector640, side: 640 },
  { network: 'enhancer 512²', build: enhancer512, side: 512 },
] as const;

const folder = await mkdtemp(join(tmpdir(), 'mirrorworks-gpu-'));
try {
  const statuses = (await listProviders()).filter(({ provider }) => asked.includes(provider));
  const working = statuses.filter(({ works }) => works).map(({ provider }) => provider);
  const absent = statuses.filter(({ works }) => !works).map(({ provider, reason }) => ({ provider, reason }));
  for (const { provider, reason } of absent) tell(`${provider} is absent: ${reason}`);
  const report = {
    machine: await machine(),
    absent,
    networks: await inTurn(working, measureNetworks),
    transfer: await inTurn(working, measureTransfer),
    chains: await inTurn(working, measureChains),
  };
  console.log(JSON.stringify(report, undefined, 2));
} finally {
  await rm(folder, { recursive: true, force: true });
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function inTurn<T>(
  providers: readonly RuntimeProvider[],
  measure: (provider: RuntimeProvider) => Promise<readonly T[]>,
): Promise<T[]> {
  const all: T[] = [];
  for (const provider of providers) all.push(...(await measure(provider)));
  return all;
}

async function machine() {
  const query = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader'];
  const gpus = await promisify(execFile)('nvidia-smi', query).then(
    ({ stdout }) => stdout.trim().split('\n'),
    () => ['nvidia-smi is not there'],
  );
  const processor = `${cpus()[0]?.model}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  return { gpus, processor, onnxruntime: runtimeVersion(), node: process.versions.node, platform: process.platform };
}

/** Each network in each precision: how long one run takes, and what a batch saves. */
async function measureNetworks(provider: RuntimeProvider) {
  const rows = [];
  for (const { network, build } of networks) {
    for (const precision of precisions) {
      tell(`${provider}: ${network}, ${precision}`);
      rows.push({ provider, network, precision, ...(await tried(() => measure(provider, build(precision, 'n')))) });
    }
  }
  return rows;
}

async function measure(provider: RuntimeProvider, { bytes, operations }: SizedModel) {
  const path = await placed('network', bytes);
  const opening = performance.now();
  await using session = await openSession(path, { providers: [provider], threads: availableParallelism() });
  const openMs = performance.now() - opening;
  const firstRunMs = await timed(session, 1);
  const runMs = await median(session, 1);
  const batchMs: Record<string, number> = { 1: rounded(runMs) };
  // A processor gains nothing by them and takes seconds.
  for (const batch of provider === 'cpu' ? batches.slice(1, 2) : batches.slice(1)) {
    batchMs[batch] = rounded((await median(session, batch)) / batch);
  }
  return {
    gflop: rounded(operations / 1e9),
    openMs: rounded(openMs),
    firstRunMs: rounded(firstRunMs),
    runMs: rounded(runMs),
    gflopPerSecond: Math.round(operations / 1e6 / runMs),
    /** Milliseconds an item, by the size of the batch. */
    batchMs,
  };
}

/** The way to the device and back: a network that computes next to nothing. */
async function measureTransfer(provider: RuntimeProvider) {
  const rows = [];
  for (const { side } of networks) {
    const times = await tried(async () => {
      const path = await placed('copier', copier(side).bytes);
      await using session = await openSession(path, { providers: [provider], threads: 1 });
      return { megabytesEachWay: rounded((side * side * 12) / 1e6), runMs: rounded(await median(session, 1)) };
    });
    rows.push({ provider, picture: `${side}²`, ...times });
  }
  return rows;
}

/** A film of one face through detector and swapper, and through the enhancer too; all else around them as in a real run. */
async function measureChains(provider: RuntimeProvider) {
  const source = await writePaintedPicture(join(folder, 'source.png'));
  // A processor takes a second and more a frame.
  const target = await writePaintedFilm(join(folder, 'target.mp4'), provider === 'cpu' ? 12 : CHAIN_FRAMES);
  const files = { yoloface_8n: detector640, hyperswap_1a_256: swapper256, 'gfpgan_1.4': enhancer512 };
  const rows = [];
  for (const precision of precisions) {
    // One folder for both would be refused: a model that has changed since it was first used.
    const modelFolder = join(folder, precision);
    await writeContractModels(modelFolder, ['fan_68_5', '2dfan4', 'arcface_w600k_r50', 'nsfw_1', 'nsfw_2', 'nsfw_3']);
    for (const [name, build] of Object.entries(files)) {
      await writeFile(join(modelFolder, `${name}.onnx`), build(precision).bytes);
    }
    for (const enhance of [undefined, 'gfpgan_1.4'] as const) {
      const chain = enhance === undefined ? 'swap' : 'swap and enhance';
      tell(`${provider}: film, ${chain}, ${precision}`);
      const options = { source, target, modelFolder, model: 'hyperswap_1a_256', providers: [provider] } as const;
      const run = () => runBench({ ...options, ...(enhance && { enhance }) });
      rows.push({ provider, chain, precision, ...(await tried(async () => chainRow(await run()))) });
    }
  }
  return rows;
}

function chainRow({
  frames,
  threads,
  swapFramesPerSecond,
  transcodeFramesPerSecond,
  pipelineEfficiency,
  ...rest
}: BenchResult) {
  return {
    frames,
    threads,
    framesPerSecond: rounded(swapFramesPerSecond),
    transcodeFramesPerSecond: rounded(transcodeFramesPerSecond),
    modelShare: rounded(pipelineEfficiency),
    models: rest.models.map(({ model, provider, ms }) => ({ model, provider, msPerFrame: rounded(ms) })),
  };
}

/** What a measurement gives, or why there is none: one that fails must not cost the others. */
async function tried<T>(work: () => Promise<T>): Promise<T | { readonly failed: string }> {
  try {
    return await work();
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

async function placed(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${name}.onnx`);
  await writeFile(path, bytes);
  return path;
}

async function median(session: Session, batch: number): Promise<number> {
  await timed(session, batch);
  const times: number[] = [];
  for (let spent = 0; spent < MEASURE_MS; spent += times.at(-1)!) times.push(await timed(session, batch));
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

async function timed(session: Session, batch: number): Promise<number> {
  const inputs: Record<string, Tensor> = {};
  for (const name of session.inputs) {
    const dims = session.inputDims(name)!.map((size) => (typeof size === 'string' ? batch : size));
    const size = dims.reduce((product, dim) => product * dim, 1);
    inputs[name] = { data: new Float32Array(size).fill(0.5), dims };
  }
  const started = performance.now();
  await session.run(inputs);
  return performance.now() - started;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
