import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ort from 'onnxruntime-node';
import { EngineError } from '../errors.ts';
import { type Provider, providers } from '../swap-options.ts';

/** A provider that a session can run on. */
export type RuntimeProvider = Exclude<Provider, 'auto'>;

/** What `doctor` prints for one provider. */
export interface ProviderStatus {
  readonly provider: RuntimeProvider;
  /** Its library is part of this installation. */
  readonly installed: boolean;
  /** A one-node model ran on it just now. */
  readonly works: boolean;
  /** Why it does not work; empty when it does. */
  readonly reason: string;
}

/** What `auto` tries, best first. TensorRT is left out: it compiles each model for minutes at first use. */
const autoOrder: readonly RuntimeProvider[] = ['cuda', 'coreml', 'directml', 'webgpu', 'cpu'];

/** onnxruntime's own name of a provider. */
export function runtimeName(provider: RuntimeProvider): string {
  return provider === 'directml' ? 'dml' : provider;
}

/** How a session names a provider and the device it is to run on; processors and WebGPU have no numbers. */
export function providerOptions(
  provider: RuntimeProvider,
  deviceId: number,
): ort.InferenceSession.ExecutionProviderConfig {
  switch (provider) {
    case 'cuda':
    case 'tensorrt':
      return { name: provider, deviceId };
    case 'directml':
      return { name: 'dml', deviceId };
    default:
      return provider;
  }
}

/** The providers whose libraries are installed; whether a device answers is only known by opening a session. */
export function presentProviders(): RuntimeProvider[] {
  const backends = ort.listSupportedBackends();
  return runtimeProviders().filter((provider) => {
    const backend = backends.find((candidate) => candidate.name === runtimeName(provider));
    return backend !== undefined && (backend.bundled || existsSync(providerLibrary(provider)));
  });
}

/** The state of every provider the engine knows, tried one after another with a tiny model. */
export async function listProviders(): Promise<ProviderStatus[]> {
  const present = presentProviders();
  const statuses: ProviderStatus[] = [];
  for (const provider of runtimeProviders()) {
    const installed = present.includes(provider);
    const reason = installed ? await tryProvider(provider) : 'not part of this installation';
    statuses.push({ provider, installed, works: reason === '', reason });
  }
  return statuses;
}

/**
 * The providers to open a session with: `auto` becomes the best one that works, the others are checked to be present.
 * Errors: `provider-unavailable`, listing those present; `option-invalid` for an empty list.
 */
export async function resolveProviders(asked: readonly Provider[]): Promise<[RuntimeProvider, ...RuntimeProvider[]]> {
  const resolved: RuntimeProvider[] = [];
  for (const provider of asked) {
    const found = provider === 'auto' ? await bestProvider() : requirePresent(provider);
    if (!resolved.includes(found)) resolved.push(found);
  }
  const [first, ...rest] = resolved;
  if (first === undefined)
    throw new EngineError('option-invalid', `no provider was named; choose from ${providers.join(', ')}`);
  return [first, ...rest];
}

function runtimeProviders(): RuntimeProvider[] {
  return providers.filter((provider) => provider !== 'auto');
}

function requirePresent(provider: RuntimeProvider): RuntimeProvider {
  const present = presentProviders();
  if (present.includes(provider)) return provider;
  const message = `provider '${provider}' is not present on this machine; present: ${present.join(', ')}`;
  throw new EngineError('provider-unavailable', message, { data: { provider, present } });
}

async function bestProvider(): Promise<RuntimeProvider> {
  const present = presentProviders();
  for (const provider of autoOrder) {
    if (present.includes(provider) && (await tryProvider(provider)) === '') return provider;
  }
  throw new EngineError('provider-unavailable', `no provider works on this machine; present: ${present.join(', ')}`);
}

/** Where Linux shows a graphics device to a process: Mesa's drivers, NVIDIA's, Windows' own under WSL. */
const graphicsDevices = ['/dev/dri', '/dev/nvidiactl', '/dev/nvidia0', '/dev/dxg', '/dev/mali0', '/dev/kgsl-3d0'];

/** Empty when a one-node model runs on the provider, else the reason why not. */
async function tryProvider(provider: RuntimeProvider): Promise<string> {
  if (provider === 'cpu') return '';
  // Without a device Vulkan writes its complaint to the terminal, where nobody asked for it.
  if (provider === 'webgpu' && process.platform === 'linux' && !graphicsDevices.some((path) => existsSync(path))) {
    return 'this machine shows no graphics device';
  }
  try {
    const session = await ort.InferenceSession.create(await probeModel(), {
      executionProviders: [runtimeName(provider)],
      logSeverityLevel: 4,
    });
    await session.run({ x: new ort.Tensor('float32', Float32Array.of(1), [1]) });
    await session.release();
    return '';
  } catch (cause) {
    return reasonOf(cause);
  }
}

/** onnxruntime's message without the place in its source code that it begins with. */
export function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.trim().replace(/^\/\S+\.(?:cc|h):\d+ .*? was false\. /s, '');
}

async function probeModel(): Promise<Uint8Array> {
  const { ModelWriter } = await import('./model-writer.ts');
  const writer = new ModelWriter('probe');
  writer.node('Add', ['x', 'x'], 'y');
  return writer.encode([{ name: 'x', dims: [1] }], [{ name: 'y', dims: [1] }]);
}

/** Where the npm package keeps the library of a provider that it does not bundle. */
function providerLibrary(provider: RuntimeProvider): string {
  const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const name = `onnxruntime_providers_${provider}`;
  const file = process.platform === 'win32' ? `${name}.dll` : `lib${name}.so`;
  return join(runtime, 'bin', 'napi-v6', process.platform, process.arch, file);
}
