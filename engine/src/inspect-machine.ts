import { availableParallelism, freemem, totalmem } from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import { defaultModelsAt } from './checked-options.ts';
import { ffmpegLicence, mediaLibraries, presentDevices } from './decode/media-libraries.ts';
import { type EncoderStatus, tryEncoders } from './encode/try-encoders.ts';
import { builtInNames } from './weights/built-in/pack.ts';
import { openModelStore } from './weights/store.ts';

/** What the engine finds on a machine. */
export interface MachineReport {
  /** Version of @mirrorworks/engine. */
  readonly engine: string;
  /** `24.21.0` */
  readonly node: string;
  /** `linux x64` */
  readonly platform: string;
  /** Cores that this process may use. */
  readonly cores: number;
  /** Memory that this process may use: the machine's, or its container's. */
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
  /** Native libraries: `{ name: 'onnxruntime', version: '1.30.0' }`, ffmpeg, libvips. */
  readonly libraries: readonly { readonly name: string; readonly version: string }[];
  /** From FFmpeg's configuration: `GPL-3.0-or-later`, `LGPL-2.1-or-later`, … */
  readonly ffmpegLicence: string;
  /** Each provider of networks: whether its library is installed, and whether it ran a tiny model just now. */
  readonly providers: readonly {
    readonly provider: string;
    readonly installed: boolean;
    readonly works: boolean;
    readonly reason: string;
  }[];
  /** Video encoders that can be named; `works` was tried by opening each. */
  readonly encoders: readonly EncoderStatus[];
  /** Hardware decoders, by device type (`cuda`, `vaapi`, …); software decoding is always there. */
  readonly hardwareDecoders: readonly string[];
  readonly modelFolder: string;
  /** Each model of the catalogue: whether it is in the folder, or could be put there just now. */
  readonly models: readonly { readonly name: string; readonly available: boolean; readonly reason: string }[];
}

/**
 * Looks at this machine. Tries each provider and encoder with a tiny job, and translates models that are not yet in the folder, so
 * it takes a second or two. Never throws for something missing.
 */
export async function inspectMachine(options: { readonly modelFolder?: string } = {}): Promise<MachineReport> {
  const modelFolder = options.modelFolder ?? defaultModelsAt();
  // Loaded only here: everyone else leaves the runtime to the face threads.
  const [{ listProviders }, { runtimeVersion }] = await Promise.all([
    import('./onnx/providers.ts'),
    import('./onnx/version.ts'),
  ]);
  const memoryBytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return {
    engine: manifest.version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    memoryBytes,
    freeMemoryBytes: Math.min(freemem(), process.availableMemory()),
    libraries: [{ name: 'onnxruntime', version: runtimeVersion() }, ...mediaLibraries()],
    ffmpegLicence: ffmpegLicence(),
    providers: await listProviders(),
    encoders: await tryEncoders(),
    hardwareDecoders: presentDevices(),
    modelFolder,
    models: await tryModels(modelFolder),
  };
}

async function tryModels(folder: string): Promise<MachineReport['models']> {
  const store = openModelStore(folder);
  const tried = builtInNames.map(async (name) => {
    const reason = await store.path(name).then(
      () => '',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    return { name, available: reason === '', reason };
  });
  return Promise.all(tried);
}
