import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Scratch } from '../../../test/scratch.ts';
import { withLock } from './lock.ts';

describe('a lock file', () => {
  let scratch: Scratch;
  beforeEach(async () => {
    scratch = await Scratch.create();
  });
  afterEach(() => scratch[Symbol.asyncDispose]());

  test('lets one in at a time and is gone afterwards', async () => {
    let inside = 0;
    const work = async () => {
      inside++;
      assert.equal(inside, 1);
      await writeFile(scratch.file('work'), 'x');
      inside--;
    };
    await Promise.all([1, 2, 3, 4].map(() => withLock(scratch.file('lock'), work)));
    await assert.rejects(
      withLock(scratch.file('lock'), async () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.deepEqual(await scratch.names(), ['work']);
  });

  test('is taken from a holder that is dead', async () => {
    await writeFile(scratch.file('lock'), 'of a process that was killed');
    assert.equal(await withLock(scratch.file('lock'), async () => 'done', undefined, 100), 'done');
    assert.deepEqual(await scratch.names(), []);
  });

  test('is waited for until the caller has enough', async () => {
    const controller = new AbortController();
    await withLock(scratch.file('lock'), async () => {
      const second = withLock(scratch.file('lock'), async () => assert.fail('it came in'), controller.signal);
      controller.abort();
      await assert.rejects(second, { code: 'canceled' });
    });
  });

  test('fails where no file can be made', async () => {
    await assert.rejects(
      withLock(scratch.file('nowhere/lock'), async () => assert.fail('it came in')),
      { code: 'ENOENT' },
    );
  });
});
