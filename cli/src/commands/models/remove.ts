import { exitCodes, formatBytes, type RemoveReport } from '@mirrorworks/contract';
import { wrongUse } from '../../failure.ts';
import { flag } from '../../options/option.ts';
import { defineCommand } from '../command.ts';
import { folderOptions } from './options.ts';

/** `mirrorworks models remove`. */
export const remove = defineCommand({
  name: 'models remove',
  about: 'Delete models that were pulled or imported; never a file of yours, nor what a link leads to.',
  usage: 'models remove <name>… --yes [options]',
  options: { yes: flag('Really delete. Without it the command only says what would go.'), ...folderOptions },
  examples: ['models remove inswapper_128', 'models remove inswapper_128 --yes'],
  async run({ yes, json, ...folder }, names, { engine, terminal }) {
    if (names.length === 0) throw wrongUse('models remove takes the names of models, got none');
    const { removeModels } = await engine();
    const removed = await removeModels(names, { ...folder, dryRun: !yes });
    const files = removed.map((model) => `${model.files.join(', ')} (${formatBytes(model.bytes)})`);
    if (!yes) throw wrongUse(`this would delete ${files.join(', ')}; say --yes to do it`);
    const report: RemoveReport = { models: removed.map((model) => ({ ...model, files: [...model.files] })) };
    if (json) terminal.print(JSON.stringify(report));
    else for (const line of files) terminal.print(`deleted ${line}`);
    return exitCodes.done;
  },
});
