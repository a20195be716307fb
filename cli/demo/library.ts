import { EngineError, swapFaces } from '@mirrorworks/engine';

const [source = 'anna.jpg', target = 'film.mp4', output = 'out.mp4'] = process.argv.slice(2);
const signal = AbortSignal.timeout(600_000);

try {
  const run = swapFaces({ source, target, output, overwrite: true, signal });
  for await (const { frame, frames } of run) {
    if (frame % 50 === 0) console.log(`frame ${frame} of ${frames ?? 'unknown'}`);
  }
  const { framesChanged, seconds, notes } = await run.result;
  console.log(`${framesChanged} frames changed in ${seconds.toFixed(1)} s`, ...notes);
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  console.error(`${error.message} [${error.code}]`);
  process.exitCode = 1;
}
