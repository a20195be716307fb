import { exitCodes, formatBytes, type ModelReport, type ModelsReport, modelRoles } from '@mirrorworks/contract';
import { wrongUse } from '../../failure.ts';
import { choice, flag } from '../../options/option.ts';
import { table } from '../../table.ts';
import { defineCommand } from '../command.ts';
import { toReports } from './model-report.ts';
import { folderOptions } from './options.ts';

/** `mirrorworks models list`. */
export const list = defineCommand({
  name: 'models list',
  about: 'List all models: what they do, their licence, and whether results may be sold.',
  usage: 'models list [--role <name>] [--installed] [options]',
  options: {
    role: choice(modelRoles, 'Only models that do this.'),
    installed: flag('Only models that are in the model folder.'),
    ...folderOptions,
  },
  examples: ['models list', 'models list --role swapper', 'models list --installed --json'],
  async run({ role, installed, json, ...folder }, positionals, { engine, signal, terminal }) {
    if (positionals.length > 0) throw wrongUse(`models list takes no names, got '${positionals.join(' ')}'`);
    const api = await engine();
    const chosen = (await api.inspectModels({ ...folder, signal }))
      .filter((model) => role === undefined || model.role === role)
      .filter((model) => !installed || model.installed);
    const models = toReports(chosen, api);
    if (json) terminal.print(JSON.stringify({ models } satisfies ModelsReport));
    else for (const line of describe(models)) terminal.print(line);
    return exitCodes.done;
  },
});

function describe(models: readonly ModelReport[]): string[] {
  const columns = ['name', 'role', 'licence', 'may sell', 'size', 'installed'];
  const rows = models.map(({ name, role, licence, maySell, maySellWithNeeds, bytes, installed, pack }) => [
    ...[name, role, licence, maySell === maySellWithNeeds ? maySell : `${maySellWithNeeds}, by its needs`],
    ...[bytes === null ? '' : formatBytes(bytes), pack === 'built-in' ? 'built in' : installed ? 'yes' : 'no'],
  ]);
  const more = "'mirrorworks models show <name>' says what else a seller should know, and what a model needs.";
  return [...table([columns, ...rows]), '', more];
}
