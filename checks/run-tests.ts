// `npm test`: every test beside the code. `npm test -- engine/src/blend` runs those under a folder, or one file;
// what starts with a dash goes to node's test runner.
import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';

const boxes = ['contract', 'engine', 'cli', 'checks'];
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const places = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const files = (places.length > 0 ? places : boxes).flatMap(testsAt);

if (files.length === 0) {
  console.error(`no tests at ${places.join(', ')}`);
  process.exitCode = 1;
} else {
  const { status } = spawnSync(process.execPath, ['--test', ...flags, ...files], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

function testsAt(place: string): string[] {
  if (statSync(place, { throwIfNoEntry: false })?.isFile()) return [place];
  const options = { cwd: place, exclude: ['**/node_modules'] };
  return globSync('**/*.test.ts', options).map((file) => `${place.replace(/\/$/, '')}/${file}`);
}
