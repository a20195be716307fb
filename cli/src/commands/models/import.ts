import { exitCodes, formatBytes, type ImportReport } from '@mirrorworks/contract';
import type { Engine } from '../../engine.ts';
import { wrongUse } from '../../failure.ts';
import { flag } from '../../options/option.ts';
import { table } from '../../table.ts';
import { defineCommand } from '../command.ts';
import { folderOptions } from './options.ts';

type Files = Awaited<ReturnType<Engine['importModels']>>;

/** `mirrorworks models import`. */
export const importModels = defineCommand({
  name: 'models import',
  about: "Take over FaceFusion's models from its folder, which is only read: by link, or as copies.",
  usage: 'models import <folder> [--copy] [options]',
  options: {
    copy: flag('Copy the files. Default: a second name for each, or on another disk a symbolic link.'),
    ...folderOptions,
  },
  examples: ['models import ~/facefusion/.assets/models', 'models import /mnt/old/facefusion --copy'],
  async run({ json, ...options }, positionals, { engine, signal, terminal }) {
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) {
      throw wrongUse(`models import takes one folder, got ${positionals.length}`);
    }
    const api = await engine();
    const onFile = ({ file, outcome }: Files[number]) => terminal.tell(`${file}: ${outcome}`);
    const files = await api.importModels(folder, { ...options, signal, onFile });
    for (const { notes } of files) for (const note of notes) terminal.tell(`note: ${note}`);
    if (json) terminal.print(JSON.stringify(report(files)));
    else for (const line of describe(files)) terminal.print(line);
    return files.some(({ outcome }) => outcome === 'refused') ? exitCodes.missing : exitCodes.done;
  },
});

function report(files: Files): ImportReport {
  return { files: files.map((file) => ({ ...file, notes: [...file.notes] })) };
}

function describe(files: Files): string[] {
  const rows = files.map(({ file, outcome, bytes, reason }) => [file, outcome, formatBytes(bytes), reason]);
  const taken = files.filter(({ outcome }) => !['refused', 'unknown'].includes(outcome));
  const sum = `${taken.length} of ${files.length} files are in the model folder`;
  return files.length === 0 ? [sum] : [...table([['file', 'outcome', 'size', ''], ...rows]), '', sum];
}
