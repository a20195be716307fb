/** A face thread for tests: it answers `open`, dies of `find`, runs out of memory at `study`, leaves at `draw`, and never answers else. */
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', ({ id, kind }: { id: number; kind: string }) => {
  if (kind === 'open') parentPort?.postMessage({ id, output: { provider: 'cpu' } });
  if (kind === 'find') throw new Error('broken to pieces');
  if (kind === 'study') hoard();
  if (kind === 'draw') process.exit(3);
  if (kind === 'close') parentPort?.close();
});

function hoard(): void {
  const hoarded: number[][] = [];
  for (;;) hoarded.push(Array.from({ length: 100_000 }, (_, i) => i + 0.5));
}
