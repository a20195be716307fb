import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { listenForInterrupts } from './interrupt.ts';
import { recordedConsole } from './testing/fake-engine.ts';

function fakeProcess() {
  const exits: unknown[] = [];
  const source = Object.assign(new EventEmitter(), { exits, exit: (code: unknown) => exits.push(code) });
  return source as unknown as NodeJS.Process & { readonly exits: unknown[] };
}

test('the first Ctrl-C aborts, its echo does nothing, a second one exits at once', () => {
  const source = fakeProcess();
  const terminal = recordedConsole();
  const { signal, stop } = listenForInterrupts(source, terminal);
  assert.equal(signal.aborted, false);
  source.emit('SIGINT');
  source.emit('SIGINT');
  assert.equal(signal.aborted, true);
  assert.deepEqual([terminal.told.length, source.exits.length], [1, 0]);
  terminal.clock = 1000;
  source.emit('SIGINT');
  assert.deepEqual(source.exits, [130]);
  stop();
  assert.equal(source.listenerCount('SIGINT'), 0);
});

test('a wrapper that is gone aborts the work', () => {
  const source = fakeProcess();
  const { signal } = listenForInterrupts(source, recordedConsole());
  source.emit('disconnect');
  assert.equal(signal.aborted, true);
});
