import { processConsole } from './console.ts';
import { listenForInterrupts } from './interrupt.ts';
import { run } from './run.ts';

const terminal = processConsole(process);
const interrupts = listenForInterrupts(process, terminal);
process.exitCode = await run(process.argv.slice(2), {
  terminal,
  signal: interrupts.signal,
  engine: () => import('@mirrorworks/engine'),
});
interrupts.stop();
// A native thread that does not end must not keep a finished command alive; without one this timer never fires.
setTimeout(() => process.exit(), 2000).unref();
