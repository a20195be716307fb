/** Runs a case's own command line through our program and compares the result with FaceFusion's. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStill } from '../src/decode/still.ts';
import { atLeast, atMost, comparePictures, type Finding, isTrue } from './compare.ts';
import { compareFilm } from './film-case.ts';
import type { GoldenCase } from './golden.ts';

const program = fileURLToPath(new URL('../../cli/bin/mirrorworks.js', import.meta.url));

/** Limits of a case's picture: PSNR in its changed box, largest difference there. */
const looser: Readonly<Record<string, { readonly decibels: number; readonly largest: number }>> = {
  '21_frame_enhancer_x2': { decibels: 48, largest: 12 },
  // Informative: every program draws in its own style.
  '22_face_debugger': { decibels: 20, largest: 255 },
};
const usual = { decibels: 50, largest: 6 };

export async function compareCase(models: string, golden: GoldenCase, scratch: string): Promise<Finding[]> {
  const output = join(scratch, `${golden.name}${golden.target.endsWith('.mp4') ? '.mp4' : '.png'}`);
  const { code, said } = await runProgram(models, golden, output);
  const exit = isTrue(
    'exit code',
    code === golden.exitCode,
    code === golden.exitCode ? String(code) : `${code}: ${said}`,
  );
  if (!exit.passed) return [exit];
  if (golden.expected === undefined) return [exit, isTrue('no output', !existsSync(output))];
  if (golden.target.endsWith('.mp4')) return [exit, ...(await compareFilm(golden, output, models))];
  const [ours, theirs, target] = await Promise.all([
    openStill(output),
    openStill(golden.expected),
    openStill(golden.target),
  ]);
  const limit = looser[golden.name] ?? usual;
  const whole = [0, 0, ours.frame.width, ours.frame.height];
  const box = golden.name.startsWith('2') && looser[golden.name] ? whole : golden.changedBox;
  const { decibels, largestInside, largestOutside, farShare } = comparePictures(ours.frame, theirs.frame, box);
  const findings = [
    exit,
    atLeast('PSNR in the changed box, dB', decibels, limit.decibels),
    atMost('largest difference there', largestInside, limit.largest, 0),
    atMost('largest difference outside', largestOutside, 2, 0),
  ];
  if (limit === usual) findings.push(atMost('share of values off by more than 2', farShare, 0.005));
  if (golden.changedBox === undefined && limit === usual) {
    findings.push(
      atMost('difference from the target', comparePictures(ours.frame, target.frame, whole).largestInside, 0, 0),
    );
  }
  if (target.alpha !== undefined) {
    findings.push(
      isTrue('transparency', ours.alpha?.data.every((value, i) => value === target.alpha?.data[i]) === true),
    );
  }
  return findings;
}

/** The case's command line with its own files and the folder's models. */
async function runProgram(models: string, golden: GoldenCase, output: string): Promise<{ code: number; said: string }> {
  const args = golden.commandLine.slice(2).filter((word) => !word.startsWith('../inputs/'));
  const files = ['-s', '-t', '-o'];
  const rest = args.filter((word, i) => !files.includes(word) && args[i - 1] !== '-o');
  const sources = golden.sources.length > 0 ? ['-s', ...golden.sources] : [];
  const command = ['headless-run', ...rest, ...sources, '-t', golden.target, '-o', output];
  const child = spawn(process.execPath, [program, ...command, '--model-folder', models], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (said += text));
  const [code] = await once(child, 'close');
  return { code, said: said.trim().split('\n').slice(-3).join(' | ') };
}
