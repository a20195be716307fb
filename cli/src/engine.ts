import type * as engine from '@mirrorworks/engine';

/** What the commands use of the engine. Tests hand in their own. */
export type Engine = Pick<
  typeof engine,
  | ('swapFaces' | 'processMedia' | 'findFaces' | 'drawFaces' | 'inspectMachine' | 'runBench')
  | ('listModels' | 'inspectModels' | 'pullModels' | 'importModels' | 'verifyModels' | 'removeModels')
  | ('modelEntry' | 'withNeeds' | 'termsOf')
>;

/** What every command gets besides its options. */
export interface Context {
  readonly terminal: import('./console.ts').Console;
  readonly signal: AbortSignal;
  /** Loads the engine with its native libraries: only when there is work, so that help and wrong use answer at once. */
  readonly engine: () => Promise<Engine>;
}
