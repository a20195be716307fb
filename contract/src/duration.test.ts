import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration, parseDuration, parseTimeRange } from './duration.ts';

test('durations are read with units, as a clock, and as plain seconds', () => {
  const cases: [string, number][] = [
    ['7.5', 7.5],
    ['7.5s', 7.5],
    ['250ms', 0.25],
    ['1m30s', 90],
    ['1min', 60],
    ['2h', 7200],
    ['01:30', 90],
    ['1:02:03.5', 3723.5],
  ];
  for (const [text, seconds] of cases) assert.equal(parseDuration(text), seconds, text);
});

test('what is no duration is undefined', () => {
  for (const text of ['', 's', '-1s', '1x', '1:60', '90:00:61', '1 s', 'NaN', '1e3']) {
    assert.equal(parseDuration(text), undefined, text);
  }
});

test('a range is half-open and may leave a bound to the film', () => {
  assert.deepEqual(parseTimeRange('2s..7.5s'), { start: 2, end: 7.5 });
  assert.deepEqual(parseTimeRange('2..'), { start: 2 });
  assert.deepEqual(parseTimeRange('..7.5s'), { end: 7.5 });
  for (const text of ['..', '5s', '5s..2s', '2s..2s', '1..2..3', 'a..b', '..0']) {
    assert.equal(parseTimeRange(text), undefined, text);
  }
});

test('durations for people keep three digits or fewer', () => {
  assert.equal(formatDuration(0.44), '0.4 s');
  assert.equal(formatDuration(59.96), '60.0 s');
  assert.equal(formatDuration(185), '3 min 05 s');
  assert.equal(formatDuration(3725), '1 h 02 min');
});
