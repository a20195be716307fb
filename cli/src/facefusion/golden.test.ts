import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseLine } from './parse.ts';
import { wholeRun } from './run-step.ts';
import { settle } from './settings.ts';

const golden = join(import.meta.dirname, '../../../../shared/parity/golden');
const skip = existsSync(golden) ? false : `no recorded command lines at ${golden}`;

/** FaceFusion resolves these from the target, or was told otherwise than by the line. */
const settledElsewhere = ['workflow_mode', 'output_video_fps', 'log_level'];

test("every recorded command line of FaceFusion gives FaceFusion's settings", { skip }, () => {
  const options = Object.fromEntries(wholeRun.flatMap((group) => Object.entries(group.options)));
  const cases = readdirSync(golden).filter((name) => existsSync(join(golden, name, 'options.json')));
  let lines = 0;
  for (const name of cases) {
    const recorded = JSON.parse(readFileSync(join(golden, name, 'options.json'), 'utf8'));
    if (!Array.isArray(recorded.command_line)) continue;
    const [, command, ...argv] = recorded.command_line;
    assert.equal(command, 'headless-run', name);
    const { given } = parseLine(argv, { options, positionals: [] });
    const { values } = settle<Record<string, unknown>>(wholeRun, given, () => {});
    for (const [key, value] of Object.entries(recorded.settings)) {
      if (!settledElsewhere.includes(key)) assert.deepEqual(values[key], value, `${name}: ${key}`);
    }
    lines++;
  }
  assert.ok(lines >= 28, `${lines} lines`);
});
