import { exitCodes, formatBytes, type ModelReport, type ModelsReport } from '@mirrorworks/contract';
import { wrongUse } from '../../failure.ts';
import { table } from '../../table.ts';
import { defineCommand } from '../command.ts';
import { toReports } from './model-report.ts';
import { folderOptions } from './options.ts';

/** `mirrorworks models show`. */
export const show = defineCommand({
  name: 'models show',
  about: 'Show all that is known of models: terms, needs, sources, checksums, where the file is.',
  usage: 'models show <name>… [options]',
  options: folderOptions,
  examples: ['models show inswapper_128', 'models show yunet 2dfan4 --json'],
  async run({ json, ...folder }, names, { engine, signal, terminal }) {
    if (names.length === 0) throw wrongUse('models show takes the names of models, got none');
    const api = await engine();
    const chosen = names.map((name) => api.modelEntry(name).name);
    const all = toReports(await api.inspectModels({ ...folder, signal }), api);
    const models = chosen.flatMap((name) => all.filter((model) => model.name === name));
    if (json) terminal.print(JSON.stringify({ models } satisfies ModelsReport));
    else for (const line of models.flatMap((model) => describe(model, all))) terminal.print(line);
    return exitCodes.done;
  },
});

const selling = {
  yes: 'results may be sold',
  no: 'results may not be sold',
  unknown: 'nobody knows whether results may be sold',
} as const;

const origins = {
  'built-in': 'made from its npm package',
  found: 'put there by you',
  pulled: 'pulled',
  'hard-link': 'imported, a second name of the original file',
  symlink: 'imported, a link to the original file',
  copy: 'imported, a copy',
} as const;

function describe(model: ModelReport, all: readonly ModelReport[]): string[] {
  const { name, role, licence, maySell, note, trainingData, licenceSource, needs, standsInFor, bytes, sources } = model;
  const facts = [
    ['licence', `${licence}: ${selling[maySell]}${note === '' ? '' : `; ${note}`}`],
    ['stated at', licenceSource],
    ['trained on', trainingData ?? 'not known'],
    ...(needs.length === 0
      ? [['needs', 'nothing else']]
      : labelled(
          'needs',
          needs.map((part) => needOf(part, all)),
        )),
    ...(standsInFor === null ? [] : [['takes the place of', standsInFor]]),
    ['size', bytes === null ? 'not known' : formatBytes(bytes)],
    ['CRC-32', crcOf(model)],
    ['SHA-256', model.sha256 ?? 'not known before first use'],
    ['file', fileOf(model)],
    ...labelled('comes from', sources),
  ];
  return [
    `${name}: ${role}`,
    ...table([['', ''], ...facts])
      .slice(1)
      .map((line) => `  ${line}`),
    '',
  ];
}

/** Rows of a table of which only the first has the label. */
function labelled(label: string, values: readonly string[]): string[][] {
  return values.map((value, index) => [index === 0 ? label : '', value]);
}

function needOf(part: string, all: readonly ModelReport[]): string {
  const need = all.find(({ name }) => name === part);
  return need === undefined ? part : `${part} (${need.installed ? '' : 'not '}installed; ${selling[need.maySell]})`;
}

function crcOf({ crc32, sha256 }: ModelReport): string {
  if (crc32 === null) return 'not known';
  return sha256 === null ? `${crc32}, as others report` : crc32;
}

function fileOf({ installed, path, origin }: ModelReport): string {
  if (installed) return origin === null ? path : `${path} (${origins[origin]})`;
  return `${path} (not there)`;
}
