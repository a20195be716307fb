import { exitCodes, formatBytes, type ModelReport } from '@mirrorworks/contract';
import type { Engine } from '../engine.ts';
import { wrongUse } from '../failure.ts';
import { flag } from '../options/option.ts';
import { table } from '../table.ts';
import { defineCommand } from './command.ts';

/** `mirrorworks models list`. */
export const models = defineCommand({
  name: 'models',
  about: 'List the networks of the built-in pack: what they do, their licence, and whether results may be sold.',
  usage: 'models list [--json]',
  options: { json: flag('The last line of stdout is one JSON object; failures too.') },
  examples: ['models list', 'models list --json'],
  async run({ json }, positionals, { engine, terminal }) {
    if (positionals.length !== 1 || positionals[0] !== 'list') {
      throw wrongUse(`models takes 'list', got '${positionals.join(' ')}'`);
    }
    const { listModels } = await engine();
    const all = listModels().map(toReport);
    if (json) terminal.print(JSON.stringify({ models: all }));
    else for (const line of describe(all)) terminal.print(line);
    return exitCodes.done;
  },
});

function toReport({ commercialUse, ...model }: ReturnType<Engine['listModels']>[number]): ModelReport {
  return { ...model, maySell: commercialUse };
}

function describe(all: readonly ModelReport[]): string[] {
  const columns = ['name', 'role', 'licence', 'may sell', 'size', 'source'];
  const rows = all.map(({ name, role, licence, maySell, bytes, source }) => [
    name,
    role,
    licence,
    maySell,
    formatBytes(bytes),
    source,
  ]);
  const notes = all.map(
    ({ name, trainingData, licenceSource }) => `  ${name}: ${trainingData} (licence: ${licenceSource})`,
  );
  return [...table([columns, ...rows]), '', 'Trained on:', ...notes];
}
