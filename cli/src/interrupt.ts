import type { Console } from './console.ts';

/** The terminal and the wrapper in bin/ both pass Ctrl-C on; two signals closer than this are one. */
const PAIR_MS = 300;

type SignalSource = Pick<NodeJS.Process, 'on' | 'off' | 'exit' | 'channel'>;

export interface Interrupts {
  /** Aborts at the first interrupt. */
  readonly signal: AbortSignal;
  stop(): void;
}

/**
 * Turns the first Ctrl-C, a polite kill, or the death of the wrapper into an abort, so that work ends clean.
 * A second Ctrl-C ends the process at once.
 */
export function listenForInterrupts(source: SignalSource, terminal: Pick<Console, 'tell' | 'now'>): Interrupts {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const interrupt = () => {
    if (firstAt === undefined) {
      firstAt = terminal.now();
      terminal.tell('mirrorworks: stopping; once more stops at once');
      controller.abort();
    } else if (terminal.now() - firstAt > PAIR_MS) source.exit(130);
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) source.on(name, interrupt);
  const onDisconnect = () => controller.abort();
  source.on('disconnect', onDisconnect);
  // Listening for a disconnect keeps the process alive; the channel alone is no reason to.
  source.channel?.unref();
  return {
    signal: controller.signal,
    stop() {
      for (const name of names) source.off(name, interrupt);
      source.off('disconnect', onDisconnect);
    },
  };
}
