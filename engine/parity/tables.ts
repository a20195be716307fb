/** The kit's two tables: what every detector finds, and who is like whom. */
import { join } from 'node:path';
import { checkProcess } from '../src/checked-process-options.ts';
import { createLandmarkFaces } from '../src/faces/find-landmark-faces.ts';
import type { Frame } from '../src/frame/frame.ts';
import type { Sessions } from '../src/onnx/sessions.ts';
import type { DetectorOptions } from '../src/process-options.ts';
import { atMost, cosine, type Finding, farthest, isTrue } from './compare.ts';
import { readFrame, readJson } from './golden.ts';

interface Detections {
  readonly image: string;
  readonly model: NonNullable<DetectorOptions['model']>;
  readonly size: string;
  readonly margin: NonNullable<DetectorOptions['margin']>;
  readonly angles: readonly number[];
  readonly score: number;
  readonly faces: readonly {
    readonly box: readonly number[];
    readonly score: number;
    readonly landmark_5: readonly number[][];
  }[];
}

/** Case 30: each recorded detection, one finding for each detector model. */
export async function compareDetections(kit: string, sessions: Sessions): Promise<Finding[]> {
  const table: Detections[] = await readJson(join(kit, 'golden', '30_detector_matrix', 'detections.json'));
  const worst = new Map<string, { counts: number; box: number; points: number; score: number }>();
  for (const { image, model, size, margin, angles, score, faces } of table) {
    const frame = await readFrame(join(kit, 'golden', 'inputs', image));
    const detector = { model, size: Number(size.split('x')[0]), margin, angles, score };
    const finder = finderOf(sessions, detector);
    const found = await finder.find(frame, { embedding: false, attributes: false });
    const so = worst.get(model) ?? { counts: 0, box: 0, points: 0, score: 0 };
    worst.set(model, so);
    if (found.length !== faces.length) {
      so.counts++;
      continue;
    }
    for (const [
      i,
      {
        box: [x, y, width, height],
        points5,
        score: ours,
      },
    ] of found.entries()) {
      const theirs = faces[i]!;
      so.box = Math.max(so.box, farthest([x, y, x + width, y + height], theirs.box));
      so.points = Math.max(so.points, farthest(points5, theirs.landmark_5.flat()));
      so.score = Math.max(so.score, Math.abs(ours - theirs.score));
    }
  }
  return [...worst].flatMap(([model, { counts, box, points, score }]) => [
    isTrue(`${model}: same faces`, counts === 0, counts === 0 ? 'all' : `${counts} differ`),
    atMost(`${model}: box, px`, box, 0.5),
    atMost(`${model}: five points, px`, points, 0.5),
    atMost(`${model}: score`, score, 0.005),
  ]);
}

/** Case 31: cosines of all faces with all others. */
export async function compareIdentities(kit: string, sessions: Sessions): Promise<Finding[]> {
  const { faces, cosine: theirs } = await readJson(join(kit, 'golden', '31_identities', 'identities.json'));
  const finder = finderOf(sessions, { model: 'yunet' });
  const embeddings: Float32Array[] = [];
  for (const image of new Set<string>(faces.map((face: string) => face.split('#')[0]))) {
    const frame: Frame = await readFrame(join(kit, 'golden', 'inputs', image));
    const found = await finder.find(frame, { embedding: true, attributes: false });
    embeddings.push(...found.toSorted((a, b) => a.box[0] - b.box[0]).map(({ embedding }) => embedding!));
  }
  const same = isTrue('faces', embeddings.length === faces.length, `${embeddings.length} of ${faces.length}`);
  if (!same.passed) return [same];
  let [largest, judged] = [0, 0];
  for (const [i, a] of embeddings.entries()) {
    for (const [j, b] of embeddings.entries()) {
      const ours = cosine(a, b);
      largest = Math.max(largest, Math.abs(ours - theirs[i][j]));
      if (ours > 0.4 !== theirs[i][j] > 0.4) judged++;
    }
  }
  return [same, atMost('cosines', largest, 0.01, 5), atMost('pairs judged otherwise', judged, 0, 0)];
}

function finderOf(sessions: Sessions, detector: DetectorOptions) {
  const any = { target: 'any', output: 'any', processors: [{ kind: 'face-debugger' }] } as const;
  return createLandmarkFaces(sessions, checkProcess({ ...any, detector }));
}
