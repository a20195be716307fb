#!/usr/bin/env node
// Plain JavaScript that any Node since 14.8 can read: it finds a Node that can run the rest, which is TypeScript.
// An older Node runs the command with the Node of the npm package `node`, which is part of this installation.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const neededMajor = 24;
const main = new URL('../src/main.ts', import.meta.url);

/** The path of the installed Node, or undefined. */
function findNode() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const path = join(folder, 'bin', file);
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Runs the command in a child that lives and dies with this process. */
function runWith(node) {
  // The fourth stream is a lifeline: the child stops its work when this process is gone, even by SIGKILL.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  // glibc gives each thread a heap of its own, which holds 40 MB more than two heaps for all.
  const env = { MALLOC_ARENA_MAX: '2', ...process.env };
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio, env });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  // Ctrl-C reaches the child twice, from the terminal and from here; src/interrupt.ts counts the pair as one.
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${node} cannot be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of signals) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

function fail(message) {
  process.stderr.write(`mirrorworks: ${message}\n`);
  process.exit(4);
}

if (Number.parseInt(process.versions.node, 10) >= neededMajor) {
  await import(main.href);
} else {
  const node = findNode();
  if (node) runWith(node);
  else {
    const found = `Node ${process.versions.node} is too old and no Node ${neededMajor} is installed beside the command`;
    fail(`${found}; run 'npm ci' again, or install Node ${neededMajor}`);
  }
}
