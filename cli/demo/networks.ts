import { processMedia } from '@mirrorworks/engine';

const [source = 'anna.jpg', target = 'film.mp4', output = 'out.mp4'] = process.argv.slice(2);

const run = processMedia({
  sources: [source],
  target,
  output,
  processors: [
    { kind: 'face-swapper', model: 'inswapper_128', pixelBoost: 256 },
    { kind: 'face-enhancer', model: 'gfpgan_1.4', blend: 0.6 },
  ],
  selector: { mode: 'one' },
  execution: { providers: ['cpu'] },
});
for await (const { frame, frames } of run) {
  if (frame % 50 === 0) console.log(`frame ${frame} of ${frames ?? 'unknown'}`);
}
const { ran, notes } = await run.result;
console.table(ran.models); // name, provider and milliseconds of each network
console.log(...notes);
