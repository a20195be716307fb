import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ProgressFeed } from './progress-feed.ts';
import type { SwapProgress } from './swap-options.ts';

const at = (frame: number): SwapProgress => ({
  ...{ frame, frames: 9, framesChanged: frame, seconds: frame, framesPerSecond: 1, secondsLeft: 9 - frame },
});

describe('a progress feed', () => {
  test('leaves out what a slow reader missed, but never the last', async () => {
    const feed = new ProgressFeed();
    const reader = feed[Symbol.asyncIterator]();
    feed.push(at(1));
    assert.equal((await reader.next()).value?.frame, 1);
    for (const frame of [2, 3, 4]) feed.push(at(frame));
    assert.equal((await reader.next()).value?.frame, 4);
    feed.push(at(5));
    feed.end();
    assert.equal((await reader.next()).value?.frame, 5);
    assert.equal((await reader.next()).done, true);
  });

  test('wakes a reader that waits', async () => {
    const feed = new ProgressFeed();
    const next = feed[Symbol.asyncIterator]().next();
    feed.push(at(1));
    assert.equal((await next).value?.frame, 1);
  });

  test('throws to each reader what the work threw', async () => {
    const feed = new ProgressFeed();
    const early = feed[Symbol.asyncIterator]().next();
    feed.fail(new Error('broken work'));
    await assert.rejects(early, /broken work/);
    await assert.rejects(feed[Symbol.asyncIterator]().next(), /broken work/);
  });
});
