import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodes } from '@mirrorworks/contract';
import { engineErrorCodes } from '@mirrorworks/engine/errors';
import { commands } from './commands/index.ts';
import { run } from './run.ts';
import { fakeContext } from './testing/fake-engine.ts';

test('every code of the engine is in the contract, and the contract has no other', () => {
  assert.deepEqual(Object.keys(errorCodes).sort(), [...engineErrorCodes].sort());
});

test('help names every command and every option without loading the engine', async () => {
  const { context, terminal } = fakeContext();
  assert.equal(await run(['--help'], context), 0);
  assert.equal(await run([], context), 0);
  for (const { name } of commands) assert.match(terminal.printed[0] ?? '', new RegExp(`^  ${name} `, 'm'));
  for (const { name, options, examples } of commands.flatMap((command) => [command, ...(command.commands ?? [])])) {
    assert.equal(await run([...name.split(' '), '--help'], context), 0);
    const help = terminal.printed.at(-1) ?? '';
    assert.equal(help.match(/^ {2}--/gm)?.length, Object.keys(options).length);
    for (const example of examples) assert.ok(help.includes(`mirrorworks ${example}`));
    for (const line of help.split('\n')) assert.ok(line.length <= 110, line);
  }
});

test('--version prints a version', async () => {
  const { context, terminal } = fakeContext();
  assert.equal(await run(['--version'], context), 0);
  assert.match(terminal.printed[0] ?? '', /^\d+\.\d+\.\d+/);
});

test('wrong use is one line and exit code 2', async () => {
  const cases: [string, RegExp][] = [
    ['swop', /no command 'swop'; the commands are swap, faces/],
    ['swap', /--source is needed/],
    ['swap --sauce a', /no option --sauce/],
    ['swap --out a', /did you mean --output/],
    ['swap --source --target', /--source needs <file>/],
    ['swap --source a --target b --target c', /--target is given twice/],
    ['swap --source a --target b --output c --blend 1.5', /--blend takes a number from 0 to 1, got '1\.5'/],
    ['swap --source a --target b --output c --threads 1.5', /--threads takes a whole number/],
    ['swap --source a --target b --output c --keep brows,ears', /--keep takes names of skin, brows/],
    ['swap --source a --target b --output c --order big-small', /--order takes one of left-right/],
    ['swap --source a --target b --output c --trim 7s..2s', /--trim takes a stretch like/],
    ['swap --source a --target b --output c --max-memory 1', /--max-memory takes megabytes from 64/],
    ['swap --source a --target b --output c --overwrite=yes', /--overwrite takes no value/],
    ['swap --source a --target b --output c extra.jpg', /by option only, got 'extra\.jpg'/],
    ['bench --source a', /--source and --target go together/],
    ['doctor now', /takes no files/],
    ['models pall', /no command 'models pall'; models takes list, show, pull/],
  ];
  for (const [line, message] of cases) {
    const { context, terminal } = fakeContext();
    assert.equal(await run(line.split(' '), context), 2, line);
    assert.equal(terminal.told.length, 1, line);
    assert.match(terminal.told[0] ?? '', message);
    assert.match(terminal.told[0] ?? '', /^mirrorworks: .* \[option-invalid\]$/);
  }
});
