import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOf } from './text-track.ts';

test('the words of a subtitle, without the markup of its format', () => {
  const cases = [
    ['mov_text', Buffer.from('\0\u0003one\0\0\0\u0008stylxx'), 'one'],
    ['mov_text', Buffer.from([0, 0]), ''],
    ['mov_text', Buffer.alloc(0), ''],
    ['subrip', Buffer.from('<b>one</b>\n<font color="#fff">two</font>'), 'one\ntwo'],
    ['webvtt', Buffer.from('<v Ann>one'), 'one'],
    ['ass', Buffer.from('0,0,Default,,0,0,0,,{\\an8}one, two\\Nthree'), 'one, two\nthree'],
  ] as const;
  for (const [kind, data, words] of cases) assert.equal(wordsOf(data, kind), words, kind);
});
