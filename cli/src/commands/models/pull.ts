import { exitCodes, formatBytes, type PullReport } from '@mirrorworks/contract';
import type { Engine } from '../../engine.ts';
import { wrongUse } from '../../failure.ts';
import { texts } from '../../options/option.ts';
import { table } from '../../table.ts';
import { defineCommand } from '../command.ts';
import { folderOptions } from './options.ts';
import { pullView } from './pull-view.ts';

type Pulled = Awaited<ReturnType<Engine['pullModels']>['result']>;

/** `mirrorworks models pull`. */
export const pull = defineCommand({
  name: 'models pull',
  about: 'Fetch models, and what they need, into the model folder; goes on where an earlier call ended.',
  usage: 'models pull <name>… [options]',
  options: {
    from: texts(
      '<address>',
      "Mirror to ask instead of FaceFusion's publishers: a folder with all files, or an address with {file} and {base} in it.",
    ),
    ...folderOptions,
  },
  examples: [
    'models pull inswapper_128',
    'models pull yunet 2dfan4 gfpgan_1.4',
    'models pull inswapper_128 --from https://mirror.example/{base}/{file}',
  ],
  async run({ json, ...options }, names, { engine, signal, terminal }) {
    if (names.length === 0) throw wrongUse("models pull takes the names of models, got none; 'models list' has them");
    const { pullModels, withNeeds, termsOf } = await engine();
    for (const entry of withNeeds(names)) {
      const terms = termsOf(entry);
      if (terms !== '') terminal.tell(`note: ${entry.name}: ${terms}`);
    }
    const run = pullModels(names, { ...options, signal });
    const view = pullView(terminal);
    try {
      for await (const progress of run) view.show(progress);
    } finally {
      view.close();
    }
    const pulled = await run.result;
    for (const { notes } of pulled) for (const note of notes) terminal.tell(`note: ${note}`);
    if (json) terminal.print(JSON.stringify(report(pulled)));
    else for (const line of describe(pulled)) terminal.print(line);
    return exitCodes.done;
  },
});

function report(pulled: Pulled): PullReport {
  return { models: pulled.map((model) => ({ ...model, source: model.source ?? null, notes: [...model.notes] })) };
}

function describe(pulled: Pulled): string[] {
  const rows = pulled.map(({ name, bytes, source, path }) => [
    ...[name, formatBytes(bytes), source === undefined ? 'was there' : `from ${source}`, path],
  ]);
  return table([['name', 'size', '', 'file'], ...rows]);
}
