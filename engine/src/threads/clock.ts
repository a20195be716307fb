import type { FaceNetworks } from '../faces/networks.ts';
import { type Stage, type StageTimes, stages } from '../swap-options.ts';

/** Milliseconds of work per stage since the last reading. */
export type StageMs = Partial<Record<Stage, number>>;

/** Adds up how long each stage works. */
export class Clock {
  #ms: StageMs = {};

  add(stage: Stage, ms: number): void {
    this.#ms[stage] = (this.#ms[stage] ?? 0) + ms;
  }

  time<T>(stage: Stage, work: () => T): T {
    const started = performance.now();
    const result = work();
    this.add(stage, performance.now() - started);
    return result;
  }

  async timeAsync<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.add(stage, performance.now() - started);
    }
  }

  /** What was added since the last reading. */
  read(): StageMs {
    const ms = this.#ms;
    this.#ms = {};
    return ms;
  }

  /** All stages' times; those that did nothing have 0. */
  times(): StageTimes {
    return Object.fromEntries(stages.map((stage) => [stage, this.#ms[stage] ?? 0])) as Record<Stage, number>;
  }

  /** Adds another clock's reading. */
  take(ms: StageMs): void {
    for (const [stage, value] of Object.entries(ms)) this.add(stage as Stage, value);
  }
}

/** The same networks, each under its stage's clock, and asking `mayRun` (which throws if not) before each piece of work. */
export function timedNetworks(networks: FaceNetworks, clock: Clock, mayRun: () => void): FaceNetworks {
  const { detector, landmarker, describer } = networks;
  const timed = <T>(stage: Stage, work: () => Promise<T>) => {
    mayRun();
    return clock.timeAsync(stage, work);
  };
  return {
    detector: {
      name: detector.name,
      detect: (frame, options) => timed('detect', () => detector.detect(frame, options)),
    },
    landmarker: {
      name: landmarker.name,
      fit: (frame, near) => timed('landmarks', () => landmarker.fit(frame, near)),
    },
    describer: {
      name: describer.name,
      describe: (frame, face) => timed('describe', () => describer.describe(frame, face)),
    },
  };
}
