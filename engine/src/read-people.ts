/** Reads the person to put in from the source pictures, and the one to be replaced from the target's reference frame. */
import { needsTargetAttributes, swapsByEmbedding } from './chain-models.ts';
import type { CheckedProcess } from './checked-process-options.ts';
import { openFilm } from './decode/open-film.ts';
import { looksLikeStill, openStill } from './decode/still.ts';
import { EngineError } from './errors.ts';
import { averageIdentity } from './faces/average-identity.ts';
import { autoAttributes, type FaceChoice, largestFace, pickReference } from './faces/choose.ts';
import type { FaceWants } from './faces/find-landmark-faces.ts';
import type { LandmarkFace } from './faces/landmark-face.ts';
import { allocateFrame, type Frame } from './frame/frame.ts';
import type { NetworkSource } from './swap/networks/identity.ts';
import type { ProcessThreads } from './threads/process-threads.ts';

/**
 * Tells every thread whom to put in and whose faces to change; answers what the user should know. Throws `face-not-found` when no
 * source picture shows a face or the reference picture shows none, and what opening the files throws.
 */
export async function wearChoice(threads: ProcessThreads, options: CheckedProcess): Promise<string[]> {
  const notes: string[] = [];
  const sources = await readSources(threads, options, notes);
  const faces = sources.map(({ face }) => face);
  const person = swapsByEmbedding(options) ? averageIdentity(faces) : undefined;
  const identities = sources.length === 0 ? [] : await threads.ask('prepare', { sources, person }, 'process');
  const choice = { ...options.selector, ...filterFor(options, faces) };
  const reference = choice.mode === 'reference' ? await readWhoIsMeant(threads, options, choice, notes) : undefined;
  await threads.everyone('wear', { identities, choice: { ...choice, reference } });
  return notes;
}

/** `auto` becomes what the largest source face is. */
function filterFor({ selector }: CheckedProcess, sources: readonly LandmarkFace[]) {
  const person = autoAttributes(sources);
  return {
    gender: selector.gender === 'auto' ? person?.gender : selector.gender,
    race: selector.race === 'auto' ? person?.race : selector.race,
  };
}

async function readSources(
  threads: ProcessThreads,
  options: CheckedProcess,
  notes: string[],
): Promise<NetworkSource[]> {
  if (!options.processors.some(({ kind }) => kind === 'face-swapper')) return [];
  const { gender, race } = options.selector;
  const wants = { embedding: swapsByEmbedding(options), attributes: gender === 'auto' || race === 'auto' };
  const sources: NetworkSource[] = [];
  for (const path of options.sources) {
    const { frame } = await openStill(path, options.signal && { signal: options.signal });
    const faces = await findFaces(threads, frame, wants);
    const face = largestFace(faces);
    if (face === undefined) notes.push(`no face was found in the source picture ${path}, which is left out`);
    else sources.push({ frame, face });
  }
  if (sources.length > 0) return sources;
  const message = `no face was found in the source picture ${options.sources.join(', ')}`;
  throw new EngineError('face-not-found', message, { data: { path: options.sources.join(', '), role: 'source' } });
}

/** The embedding of the person to be replaced: of a picture of them, or of a face of the target itself. */
async function readWhoIsMeant(
  threads: ProcessThreads,
  options: CheckedProcess,
  choice: FaceChoice,
  notes: string[],
): Promise<Float32Array | undefined> {
  const { referencePicture: path } = options.selector;
  if (path === undefined) return readReferenceFace(threads, options, choice, notes);
  const { frame } = await openStill(path, options.signal && { signal: options.signal });
  const face = largestFace(await findFaces(threads, frame, { embedding: true, attributes: false }));
  if (face !== undefined) return face.embedding;
  const data = { path, role: 'reference' };
  throw new EngineError('face-not-found', `no face was found in the reference picture ${path}`, { data });
}

/** The embedding of the face that stands at the position asked for in the target's reference frame. */
async function readReferenceFace(
  threads: ProcessThreads,
  options: CheckedProcess,
  choice: FaceChoice,
  notes: string[],
): Promise<Float32Array | undefined> {
  const frame = await readReferenceFrame(options);
  const wants = { embedding: true, attributes: needsTargetAttributes(options) };
  const faces = frame === undefined ? [] : await findFaces(threads, frame, wants);
  const face = pickReference(faces, choice, options.selector.referencePosition);
  if (face === undefined) {
    const where = `frame ${options.selector.referenceFrame} of ${options.target}`;
    notes.push(`the reference frame shows no face to look for: ${where}`);
  }
  return face?.embedding;
}

async function readReferenceFrame({ target, selector, signal }: CheckedProcess): Promise<Frame | undefined> {
  if (await looksLikeStill(target)) return (await openStill(target, signal && { signal })).frame;
  const open = { allowPartial: true, ...(signal && { signal }) };
  let start = 0;
  if (selector.referenceFrame > 0) {
    await using probe = await openFilm(target, open);
    start = Math.max(0, (selector.referenceFrame - 0.5) / probe.info.frameRate);
  }
  await using reader = await openFilm(target, { ...open, trim: { start } });
  for await (using decoded of reader.frames()) {
    const frame = allocateFrame(decoded.shape);
    decoded.copyTo(frame);
    return frame;
  }
  return undefined;
}

async function findFaces(threads: ProcessThreads, frame: Frame, wants: FaceWants): Promise<LandmarkFace[]> {
  const { detections } = await threads.ask('detect', { frame }, 'detect');
  return (await threads.ask('complete', { frame, detections, wants }, 'process')).faces;
}
