import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inspectFilm } from '../../test/inspect-film.ts';
import { makeFilm } from '../../test/make-film.ts';
import { passThrough } from '../../test/pass-through.ts';
import { Scratch } from '../../test/scratch.ts';

let scratch: Scratch;
before(async () => {
  scratch = await Scratch.create();
});
after(() => scratch[Symbol.asyncDispose]());

const picture = { width: 96, height: 64, frames: 24 };

/** Which of the input's pictures each one of the output shows, by what is in it. */
async function retimed(input: string, name: string, frameRate: number) {
  const output = scratch.file(name);
  await passThrough(input, output, { frameRate, encoder: 'ffv1', change: false });
  const shown = (await inspectFilm(input, true)).video.hashes;
  const { video, streams } = await inspectFilm(output, true);
  return { video, streams, order: video.hashes.map((hash) => shown.indexOf(hash)) };
}

test('half the rate leaves out every other picture, twice the rate repeats each; sound stays', async () => {
  const input = scratch.file('even.mkv');
  await makeFilm(input, { video: [{ ...picture, encoder: 'ffv1', frameRate: [24, 1] }], audio: [{ seconds: 1 }] });
  const half = await retimed(input, 'half.mkv', 12);
  assert.equal(half.video.frameRate, '12/1');
  assert.equal(half.order.length, 12);
  // Of two pictures that round to one time, the later is shown.
  for (const [at, from] of half.order.entries()) assert.ok(Math.abs(from - 2 * at) <= 1, `${at} shows ${from}`);
  assert.deepEqual(half.order, [...new Set(half.order)]);
  const twice = await retimed(input, 'twice.mkv', 48);
  assert.deepEqual(
    twice.order,
    Array.from({ length: 48 }, (_, at) => at >> 1),
  );
  const sound = (await inspectFilm(input)).streams.find(({ kind }) => kind === 'audio');
  for (const { streams } of [half, twice]) {
    assert.deepEqual(streams.find(({ kind }) => kind === 'audio')?.packets, sound?.packets);
  }
});

test('pictures of uneven times become even, and the rates of television are exact', async () => {
  const input = scratch.file('uneven.mkv');
  const time = (frame: number) => frame * 33 + (frame > 11 ? 400 : 0);
  await makeFilm(input, { video: [{ ...picture, encoder: 'ffv1', timeBase: [1, 1000], time }] });
  const { video, order } = await retimed(input, 'television.mkv', 29.97);
  assert.equal(video.frameRate, '30000/1001');
  const seconds = video.times.map(({ ticks, num, den }) => (Number(ticks) * num) / den);
  // Matroska rounds to milliseconds.
  for (const [at, value] of seconds.entries()) assert.ok(Math.abs(value - (at * 1001) / 30_000) < 0.0011, `${at}`);
  assert.equal(order.filter((from) => from === 11).length, 13);
  assert.deepEqual(new Set(order).size, picture.frames);
});
