import { exitCodes, type VerifyReport } from '@mirrorworks/contract';
import type { Engine } from '../../engine.ts';
import { wrongUse } from '../../failure.ts';
import { flag } from '../../options/option.ts';
import { table } from '../../table.ts';
import { defineCommand } from '../command.ts';
import { folderOptions } from './options.ts';

type Verified = Awaited<ReturnType<Engine['verifyModels']>>;

/** `mirrorworks models verify`. */
export const verify = defineCommand({
  name: 'models verify',
  about: 'Read models whole and hold them against their checksums, or what they were at first use.',
  usage: 'models verify [<name>…] [options]',
  options: {
    accept: flag('Take the named models as they are now, though they are not what they were at first use.'),
    ...folderOptions,
  },
  examples: ['models verify', 'models verify inswapper_128 --accept'],
  async run({ json, ...options }, names, { engine, signal, terminal }) {
    if (options.accept && names.length === 0) throw wrongUse('--accept needs the names of models');
    const { verifyModels } = await engine();
    const verified = await verifyModels(names, { ...options, signal });
    for (const { reason, notes } of verified) {
      for (const note of reason === '' ? notes : [reason, ...notes]) terminal.tell(`note: ${note}`);
    }
    if (json) terminal.print(JSON.stringify(report(verified)));
    else for (const line of describe(verified)) terminal.print(line);
    return verified.every(({ ok }) => ok) ? exitCodes.done : exitCodes.missing;
  },
});

function report(verified: Verified): VerifyReport {
  return {
    models: verified.map(({ path, bytes, crc32, sha256, against, notes, ...model }) => ({
      ...{ ...model, path: path ?? null, bytes: bytes ?? null, crc32: crc32 ?? null, sha256: sha256 ?? null },
      ...{ against: against ?? null, notes: [...notes] },
    })),
  };
}

function describe(verified: Verified): string[] {
  if (verified.length === 0) return ['the model folder holds no model'];
  const rows = verified.map(({ name, ok, against, sha256 }) => [
    ...[name, ok ? 'right' : 'not right', against ?? '', sha256 ?? ''],
  ]);
  return table([['name', '', 'held against', 'SHA-256'], ...rows]);
}
