import type { Engine } from '../engine.ts';

type Machine = Awaited<ReturnType<Engine['inspectMachine']>>;

/** Something that is not there, why, and the command that adds it where one does. */
export interface Missing {
  readonly what: string;
  readonly why: string;
  readonly command?: string;
  /** The built-in pack does not run without it. */
  readonly needed: boolean;
}

/** What this machine lacks. Only needed things make `doctor` fail; the rest is worth knowing. */
export function whatIsMissing(machine: Machine): Missing[] {
  return [...missingModels(machine), ...missingProviders(machine), ...missingEncoders(machine)];
}

function missingModels({ models }: Machine): Missing[] {
  return models
    .filter(({ available }) => !available)
    .map(({ name, reason }) => ({ what: `model ${name}`, why: reason, command: 'npm ci', needed: true }));
}

function missingProviders({ providers, platform }: Machine): Missing[] {
  return providers
    .filter(({ provider, works }) => !works && isForPlatform(provider, platform))
    .map(({ provider, installed, reason }) => ({
      what: `provider ${provider}`,
      why: reason,
      needed: provider === 'cpu',
      ...(installed ? {} : addCommand(provider)),
    }));
}

/** Where onnxruntime-node publishes a provider at all; elsewhere its absence is no news. */
function isForPlatform(provider: string, platform: string): boolean {
  if (provider === 'coreml') return platform.startsWith('darwin');
  if (provider === 'directml') return platform.startsWith('win32');
  if (provider === 'cuda' || provider === 'tensorrt') return platform === 'linux x64';
  if (provider === 'webgpu') return platform !== 'linux arm64';
  return true;
}

function addCommand(provider: string): { command: string } | undefined {
  return provider === 'cuda' || provider === 'tensorrt' ? { command: 'npm run add-cuda' } : undefined;
}

function missingEncoders({ encoders }: Machine): Missing[] {
  const software = encoders.filter(({ hardware, works }) => !hardware && works);
  if (software.length > 0) return [];
  return [{ what: 'a video encoder', why: 'none of the software encoders opens', command: 'npm ci', needed: true }];
}
