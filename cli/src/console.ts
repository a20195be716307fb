import type { WriteStream } from 'node:tty';

/** The two streams a command speaks on. Results go to `print`, everything else to `tell`. */
export interface Console {
  /** One line of result, on stdout. */
  print(line: string): void;
  /** One line for the person, on stderr. */
  tell(line: string): void;
  /** Redraws the last line of stderr in place; only on a terminal. An empty text removes it. */
  redraw(text: string): void;
  /** Whether stderr is a terminal that can redraw a line. */
  readonly interactive: boolean;
  /** Width of the terminal in characters. */
  readonly columns: number;
  /** Milliseconds, growing evenly. */
  now(): number;
}

type ProcessStreams = Pick<NodeJS.Process, 'env'> & {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
};

/** The console of a process. Colours are never used, so NO_COLOR holds by itself; TERM=dumb gets plain lines. */
export function processConsole({ stdout, stderr, env }: ProcessStreams): Console {
  const interactive = stderr.isTTY === true && env['TERM'] !== 'dumb';
  // `mirrorworks … | head` closes the pipe: that is the reader's wish, not a fault.
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe);
  return {
    interactive,
    get columns() {
      // Some terminals say 0.
      return stderr.columns || 80;
    },
    print: (line) => void stdout.write(`${line}\n`),
    tell: (line) => void stderr.write(`${line}\n`),
    redraw: (text) => void stderr.write(`\r${text}\u001b[K`),
    now: () => performance.now(),
  };
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
