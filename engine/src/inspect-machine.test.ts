import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { testModels } from '../test/scratch.ts';
import { ffmpegLicence } from './decode/media-libraries.ts';
import { inspectMachine, type MachineReport } from './inspect-machine.ts';

describe('the report on this machine', () => {
  let machine: MachineReport;
  before(async () => {
    machine = await inspectMachine({ modelFolder: testModels });
  });

  test('names versions, cores and memory', () => {
    assert.equal(machine.node, process.versions.node);
    assert.deepEqual(
      machine.libraries.map(({ name }) => name),
      ['onnxruntime', 'ffmpeg', 'libvips'],
    );
    for (const { version } of machine.libraries) assert.match(version, /^\d+\.\d+/);
    assert.ok(machine.cores >= 1 && machine.freeMemoryBytes <= machine.memoryBytes);
    assert.match(machine.ffmpegLicence, /^L?GPL-/);
  });

  test('has tried providers, encoders and models', () => {
    const works = (list: readonly { works: boolean; reason: string }[]) => list.filter(({ works }) => works);
    assert.ok(machine.providers.some(({ provider, works }) => provider === 'cpu' && works));
    assert.ok(machine.encoders.some(({ name, works, hardware }) => name === 'libx264' && works && !hardware));
    for (const { works, reason } of [...machine.providers, ...machine.encoders]) assert.equal(works, reason === '');
    assert.ok(works(machine.encoders).length >= 3);
    assert.ok(machine.models.every(({ available, reason }) => available && reason === ''));
  });

  test('says what is missing instead of throwing', async () => {
    const { models } = await inspectMachine({ modelFolder: '/dev/null/nowhere' });
    assert.ok(models.every(({ available, reason }) => !available && reason.includes('/dev/null/nowhere')));
  });
});

test("FFmpeg's licence follows from its configuration", () => {
  assert.equal(ffmpegLicence('--enable-shared'), 'LGPL-2.1-or-later');
  assert.equal(ffmpegLicence('--enable-version3'), 'LGPL-3.0-or-later');
  assert.equal(ffmpegLicence('--enable-gpl'), 'GPL-2.0-or-later');
  assert.equal(ffmpegLicence('--enable-gpl --enable-version3'), 'GPL-3.0-or-later');
  assert.match(ffmpegLicence('--enable-gpl --enable-nonfree'), /^nonfree/);
});
