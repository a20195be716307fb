import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressReport } from '@mirrorworks/contract';
import { progressAt, recordedConsole } from '../testing/fake-engine.ts';
import { progressView } from './index.ts';

test('a terminal gets one line that is redrawn at most ten times a second, and the last frame always', () => {
  const terminal = recordedConsole(true);
  const view = progressView('auto', terminal);
  for (let frame = 1; frame <= 20; frame++) {
    terminal.clock += 50;
    view.show(progressAt(frame, 20));
  }
  assert.equal(terminal.drawn.length, 11);
  assert.equal(terminal.drawn.at(-1)?.startsWith(`[${'#'.repeat(24)}] frame 20 of 20 (100 %), 2.0 frames/s`), true);
  view.close();
  assert.equal(terminal.drawn.at(-1), '');
});

test('a log gets plain lines, one every two seconds', () => {
  const terminal = recordedConsole(false);
  const view = progressView('auto', terminal);
  for (let frame = 1; frame <= 9; frame++) {
    terminal.clock += 500;
    view.show(progressAt(frame, undefined));
  }
  assert.deepEqual(terminal.told, ['frame 4, 2.0 frames/s', 'frame 8, 2.0 frames/s']);
});

test('a program gets JSON lines that hold to the contract', () => {
  const terminal = recordedConsole();
  progressView('json', terminal).show(progressAt(1, undefined));
  assert.equal(progressReport.parse(JSON.parse(terminal.told[0] ?? '')).progress.frames, null);
});

test('a narrow terminal never wraps', () => {
  const terminal = { ...recordedConsole(true), columns: 20 };
  progressView('bar', terminal).show(progressAt(1, 4));
  assert.equal(terminal.drawn[0]?.length, 19);
});
