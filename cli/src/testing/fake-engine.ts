import type { SwapOptions, SwapProgress, SwapResult, SwapRun } from '@mirrorworks/engine/options';
import type { Console } from '../console.ts';
import type { Context, Engine } from '../engine.ts';

/** A console that keeps what it was told, with a clock that a test moves. */
export interface RecordedConsole extends Console {
  readonly printed: string[];
  readonly told: string[];
  readonly drawn: string[];
  clock: number;
}

export function recordedConsole(interactive = false): RecordedConsole {
  const printed: string[] = [];
  const told: string[] = [];
  const drawn: string[] = [];
  return {
    printed,
    told,
    drawn,
    clock: 0,
    interactive,
    columns: 80,
    print: (line) => void printed.push(line),
    tell: (line) => void told.push(line),
    redraw: (text) => void drawn.push(text),
    now() {
      return this.clock;
    },
  };
}

export const doneSwap: SwapResult = {
  output: 'out.mp4',
  kind: 'film',
  frames: 4,
  framesChanged: 3,
  faces: 1,
  seconds: 2,
  framesPerSecond: 2,
  secondsToFirstChange: undefined,
  stages: {
    ...{
      decode: 1,
      moderate: 0,
      detect: 2,
      landmarks: 3,
      describe: 4,
      study: 5,
      mask: 0,
      swap: 6,
      enhance: 0,
      blend: 7,
    },
    encode: 8,
  },
  ran: { provider: 'cpu', decoder: 'h264', encoder: 'libx264' },
  notes: ['audio was copied'],
};

/** A swap that reports four frames and ends as told. */
export function fakeRun(end: SwapResult | Error): SwapRun {
  const result = end instanceof Error ? Promise.reject(end) : Promise.resolve(end);
  result.catch(() => {});
  return {
    result,
    async *[Symbol.asyncIterator]() {
      for (let frame = 1; frame <= 4; frame++) yield progressAt(frame, 4);
    },
  };
}

export function progressAt(frame: number, frames: number | undefined): SwapProgress {
  const secondsLeft = frames === undefined ? undefined : (frames - frame) / 2;
  return { frame, frames, framesChanged: frame, seconds: frame / 2, framesPerSecond: 2, secondsLeft };
}

/** A context whose engine has only the parts a test gives; anything else fails loudly. */
export function fakeContext(parts: Partial<Engine> = {}, signal = new AbortController().signal) {
  const terminal = recordedConsole();
  const engine = new Proxy(parts, {
    get(target, name: keyof Engine | 'then') {
      if (name === 'then') return undefined;
      return target[name] ?? failOn(name);
    },
  }) as Engine;
  const context: Context = { terminal, signal, engine: async () => engine };
  return { context, terminal };
}

/** An engine that keeps the options it was called with. */
export function recordingSwap(end: SwapResult | Error = doneSwap) {
  const calls: SwapOptions[] = [];
  const swapFaces = (options: SwapOptions) => {
    calls.push(options);
    return fakeRun(end);
  };
  return { calls, swapFaces };
}

function failOn(name: string): never {
  throw new Error(`the test gave no ${name}`);
}
