// `npm run demo`: makes a small film out of a sample photo, swaps its face, and shows what came out.
import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { formatDuration } from '@mirrorworks/contract';
import { swapFaces } from '@mirrorworks/engine';
import { grabFrame } from '../sample/grab-frame.ts';
import { makeSampleFilm, makeSampleSource } from '../sample/sample-files.ts';
import { processConsole } from '../src/console.ts';
import { listenForInterrupts } from '../src/interrupt.ts';
import { progressView } from '../src/progress/index.ts';
import { writeTiles } from './picture-row.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join('out', 'demo') },
    height: { type: 'string', default: '540' },
    seconds: { type: 'string', default: '7' },
  },
});
const [height, seconds] = [Number(values.height), Number(values.seconds)];
const terminal = processConsole(process);
const { signal, stop } = listenForInterrupts(process, terminal);
const file = (name: string) => join(values.out, name);
const [source, target, output] = [file('source.png'), file('target.mp4'), file('swapped.mp4')] as const;

await mkdir(values.out, { recursive: true });
terminal.print(`making a film of ${seconds} s out of a sample photo`);
await makeSampleSource(source);
await makeSampleFilm(target, { height, seconds, signal });

terminal.print('swapping the face');
const run = swapFaces({ source, target, output, overwrite: true, requireFace: true, signal });
const view = progressView('auto', terminal);
for await (const progress of run) view.show(progress);
view.close();
const result = await run.result;
stop();

const middle = Math.floor(result.frames / 2);
const [before, after] = [await grabFrame(target, middle), await grabFrame(output, middle)];
const tiles = [
  { picture: source, caption: 'source' },
  { picture: before, caption: `target, frame ${middle}` },
  { picture: after, caption: `result, frame ${middle}` },
];
await writeTiles([tiles], Math.round((height * 16) / 9), height, file('before-after.png'));

const { frames, framesChanged, framesPerSecond, secondsToFirstChange = Number.NaN, ran } = result;
for (const note of result.notes) terminal.print(`note: ${note}`);
terminal.print(`${framesChanged} of ${frames} frames changed in ${formatDuration(result.seconds)}`);
terminal.print(
  `${framesPerSecond.toFixed(1)} frames/s, first changed frame after ${formatDuration(secondsToFirstChange)}`,
);
terminal.print(`ran on ${ran.provider}, ${ran.decoder} in, ${ran.encoder} out`);
terminal.print('');
terminal.print(`film:         ${relative('.', output)}`);
terminal.print(`before/after: ${relative('.', file('before-after.png'))}`);
