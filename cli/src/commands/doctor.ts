import { exitCodes, formatBytes } from '@mirrorworks/contract';
import type { Engine } from '../engine.ts';
import { wrongUse } from '../failure.ts';
import { flag, text } from '../options/option.ts';
import { table } from '../table.ts';
import { version } from '../version.ts';
import { defineCommand } from './command.ts';
import { type Missing, whatIsMissing } from './remedies.ts';

type Machine = Awaited<ReturnType<Engine['inspectMachine']>>;

/** `mirrorworks doctor`. */
export const doctor = defineCommand({
  name: 'doctor',
  about: 'Look at this machine: versions, providers, codecs, cores, memory, and what is missing.',
  usage: 'doctor [--json]',
  options: {
    modelFolder: text('<folder>', "Where translated models are kept. Default: the user's cache folder."),
    json: flag('The last line of stdout is one JSON object; failures too.'),
  },
  examples: ['doctor', 'doctor --json'],
  async run({ json, ...options }, positionals, { engine, terminal }) {
    if (positionals.length > 0) throw wrongUse(`doctor takes no files, got '${positionals.join(' ')}'`);
    const { inspectMachine } = await engine();
    const machine = await inspectMachine(options);
    const missing = whatIsMissing(machine);
    if (json) terminal.print(JSON.stringify({ mirrorworks: version(), ...machine, missing }));
    else for (const line of describe(machine, missing)) terminal.print(line);
    return missing.some(({ needed }) => needed) ? exitCodes.missing : exitCodes.done;
  },
});

function describe(machine: Machine, missing: readonly Missing[]): string[] {
  const { libraries, ffmpegLicence, cores, memoryBytes, freeMemoryBytes } = machine;
  return [
    `mirrorworks ${version()}, engine ${machine.engine}, Node ${machine.node}, ${machine.platform}`,
    `${cores} cores, ${formatBytes(memoryBytes)} of memory, ${formatBytes(freeMemoryBytes)} free`,
    libraries.map(({ name, version: number }) => `${name} ${number}`).join(', '),
    `FFmpeg build: ${ffmpegLicence}`,
    `models: ${machine.models.map(({ name, available }) => `${name} ${available ? 'ok' : 'missing'}`).join(', ')}`,
    `model folder: ${machine.modelFolder}`,
    '',
    ...table([
      ['provider', 'works', ''],
      ...machine.providers.map(({ provider, works, reason }) => [
        provider,
        yes(works),
        works ? (caveats[provider] ?? '') : reason,
      ]),
    ]),
    '',
    ...table([
      ['encoder', 'codec', 'hardware', 'works', ''],
      ...machine.encoders.map(({ name, codec, hardware, works, reason }) => [
        name,
        codec,
        yes(hardware),
        yes(works),
        reason,
      ]),
    ]),
    `hardware decoders: ${machine.hardwareDecoders.join(', ') || 'none'}`,
    '',
    ...remedies(missing),
  ];
}

/** What is worth knowing of a provider that works. */
const caveats: Readonly<Record<string, string>> = {
  // github.com/microsoft/onnxruntime/issues/26854: the Node binding has no such option, and ORT_TENSORRT_* does nothing in it.
  tensorrt: 'compiles every model anew at each start, minutes each: onnxruntime-node cannot keep its engines',
};

function remedies(missing: readonly Missing[]): string[] {
  if (missing.length === 0) return ['nothing is missing'];
  return [
    'missing:',
    ...missing.map(({ what, why, command, needed }) => {
      const cure = command === undefined ? '' : `; add it with: ${command}`;
      return `  ${what}${needed ? ' (needed)' : ''}: ${why}${cure}`;
    }),
  ];
}

function yes(is: boolean): string {
  return is ? 'yes' : 'no';
}
