import type { ModelStore } from '../weights/store.ts';
import { type RuntimeProvider, resolveProviders } from './providers.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';

/** The sessions of one thread, each opened when it is first asked for and shared by all who ask. */
export interface Sessions extends AsyncDisposable {
  /** Errors: those of the model store and of `openSession`. */
  open(model: string): Promise<Session>;
  /** The `.onnx` file of a model, for what lies in it beside the graph. */
  path(model: string): Promise<string>;
  /** Milliseconds inside runs so far, by model; models that were opened and did not run count 0. */
  runMs(): ReadonlyMap<string, number>;
  /** Where each open model runs. */
  providers(): ReadonlyMap<string, string>;
}

/** Opens nothing yet. `mayRun` is asked before each run and throws when the work was stopped. */
export function openSessions(store: ModelStore, options: SessionOptions, mayRun: () => void = () => {}): Sessions {
  const opening = new Map<string, Promise<Session>>();
  const opened = new Map<string, Session>();
  // What `auto` is takes a try of each provider: once is enough.
  let resolving: Promise<readonly RuntimeProvider[]> | undefined;
  const open = async (model: string): Promise<Session> => {
    const path = await store.path(model);
    resolving ??= resolveProviders(options.providers);
    const session = await openSession(path, { ...options, providers: await resolving });
    opened.set(model, session);
    return {
      ...{ provider: session.provider, inputs: session.inputs, outputs: session.outputs },
      inputDims: (name) => session.inputDims(name),
      get runMs() {
        return session.runMs;
      },
      async run(inputs) {
        mayRun();
        return session.run(inputs);
      },
      [Symbol.asyncDispose]: async () => {},
    };
  };
  return {
    open(model) {
      const known = opening.get(model);
      if (known !== undefined) return known;
      const session = open(model);
      opening.set(model, session);
      // A failure may be gone at the next call.
      session.catch(() => opening.delete(model));
      return session;
    },
    path: (model) => store.path(model),
    runMs: () => new Map([...opened].map(([model, session]) => [model, session.runMs])),
    providers: () => new Map([...opened].map(([model, session]) => [model, session.provider])),
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(opening.values());
      for (const session of opened.values()) await session[Symbol.asyncDispose]();
    },
  };
}
