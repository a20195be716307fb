import { openSession, type Session, type SessionOptions } from '../onnx/session.ts';
import type { ModelStore } from '../weights/store.ts';
import { createBlazeFace } from './blazeface/detector.ts';
import { createFaceMesh } from './facemesh/landmarker.ts';
import { createFaceRes } from './faceres/describer.ts';
import type { FaceNetworks } from './networks.ts';

export interface BuiltInNetworks extends FaceNetworks, AsyncDisposable {
  /** Where the networks run. */
  readonly provider: string;
  /** Milliseconds spent inside model runs so far. */
  runMs(): number;
}

/** Opens the face networks of the built-in pack; the describer's only when it is first asked. Disposing closes their sessions. */
export async function openBuiltInNetworks(store: ModelStore, options: SessionOptions): Promise<BuiltInNetworks> {
  await using opening = new AsyncDisposableStack();
  const sessions: Session[] = [];
  const open = async (name: 'blazeface' | 'facemesh' | 'faceres', owner: AsyncDisposableStack) => {
    const session = owner.use(await openSession(await store.path(name), options));
    sessions.push(session);
    return session;
  };
  const detector = createBlazeFace(await open('blazeface', opening));
  const landmarker = createFaceMesh(await open('facemesh', opening));
  const owner = opening.move();
  let describing: Promise<FaceNetworks['describer']> | undefined;
  return {
    provider: sessions[0]!.provider,
    detector,
    landmarker,
    describer: {
      name: 'faceres',
      async describe(frame, face) {
        describing ??= open('faceres', owner).then(createFaceRes);
        return (await describing).describe(frame, face);
      },
    },
    runMs: () => sessions.reduce((sum, session) => sum + session.runMs, 0),
    [Symbol.asyncDispose]: () => owner.disposeAsync(),
  };
}
