// `npm run check`: the linter, the types, and the rules of ours that no tool has. Changes nothing; `npm run fix` repairs.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readProject } from './project.ts';
import { rules } from './rules/index.ts';

const root = join(import.meta.dirname, '..');
const failed: string[] = [];

for (const [name, tool, ...args] of [
  ['biome', '@biomejs/biome/bin/biome', 'check', '.'],
  ['types', 'typescript/bin/tsc', '--noEmit', '--project', root],
] as const) {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, [installed(tool), ...args], { cwd: root, stdio: 'inherit' });
  close(name, status === 0 ? 0 : 1, started);
}

const project = readProject(root);
for (const rule of rules) {
  const started = performance.now();
  const findings = await rule.find(project);
  for (const { file, line, message } of findings) console.log(`${file}:${line ?? 1}  ${message}`);
  close(rule.name, findings.length, started);
}

console.log(failed.length === 0 ? 'all checks pass' : `${failed.length} failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function close(name: string, faults: number, started: number): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${faults === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (faults > 0) failed.push(name);
}

/** A tool's script inside its package, wherever npm put that. */
function installed(tool: string): string {
  const parts = tool.split('/');
  const name = parts.slice(0, tool.startsWith('@') ? 2 : 1).join('/');
  const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  return join(folder, ...parts.slice(name.split('/').length));
}
