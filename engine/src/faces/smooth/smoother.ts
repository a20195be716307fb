import { boxOfMesh } from '../boxes.ts';
import type { Face } from '../face.ts';
import { fitPose } from '../pose.ts';
import type { TrackedFace } from '../tracks.ts';
import { points5OfMesh } from '../views.ts';
import { type Motion, putTogether, takeApart } from './motion.ts';
import { regions } from './regions.ts';
import { type Group, linesOf, settle } from './settle.ts';
import { Tremble } from './tremble.ts';

/** The faces of one frame, smoothed. */
export interface SmoothedFrame {
  readonly frame: number;
  readonly faces: readonly TrackedFace[];
}

/** Frames that are looked at on either side; also the delay of the output. */
export const LOOKAHEAD = 5;

/** A face that is lost for at most so many frames is shown through the gap. */
const MAX_GAP = 4;

/** A track seen in fewer frames than this, in the middle of a shot, was no face. */
const MIN_SIGHTS = 3;

/** The network's usual tremble: of the head in pixels and in eye distances, of the shape in eye distances. */
const noise = { headPixels: 0.1, head: 0.002, shape: 0.0025 };

/** What the output may stay behind by, in the same units: a still face stands still. */
const slack = { headPixels: 0.15, head: 0.001, shape: 0.002 };

/** Along the line of sight the network trembles more than across it. */
const DEPTH_NOISE = 2;

/** Each axis by itself: a nod must not hide behind the calm of the other two. */
function byAxis(points: readonly number[], judges: readonly number[]): Group[] {
  return [0, 1, 2].map((axis) => ({
    values: points.map((point) => 3 * point + axis),
    judges: judges.map((point) => 3 * point + axis),
    noise: axis === 2 ? DEPTH_NOISE : 1,
  }));
}

const headGroups = byAxis([0, 1, 2, 3], [0, 1, 2, 3]);
const shapeGroups = regions.flatMap(({ points, judges }) => byAxis(points, judges));

interface Sight {
  readonly frame: number;
  readonly tracked: TrackedFace;
  readonly motion: Motion;
}

interface History {
  /** Newest last. */
  sights: Sight[];
  readonly headTremble: Tremble;
  readonly shapeTremble: Tremble;
  count: number;
  readonly firstFrame: number;
  shown: { readonly head: Float32Array; readonly shape: Float32Array } | undefined;
}

/**
 * Takes the tremble out of tracks without delaying their motion: each frame is put out `LOOKAHEAD` frames after it came in,
 * smoothed by what lies before and after it. One frame out for each frame in, in order.
 */
export class TrackSmoother {
  readonly #histories = new Map<number, History>();
  /** Frames that are in but not out, and whether each begins a scene. */
  #waiting: { readonly frame: number; readonly cut: boolean }[] = [];
  /** Where scenes begin, as far back as it matters. */
  #cuts: number[] = [];
  #ended = false;

  /** Takes a frame's tracked faces; `cut` says that a new scene begins with it. */
  push(frame: number, faces: readonly TrackedFace[], cut = false): SmoothedFrame[] {
    if (cut || (this.#waiting.length === 0 && this.#cuts.length === 0)) this.#cuts.push(frame);
    this.#waiting.push({ frame, cut });
    for (const tracked of faces) {
      const history = this.#histories.get(tracked.track) ?? this.#open(tracked.track, frame);
      remember(history, { frame, tracked, motion: takeApart(tracked.face.mesh) });
    }
    return this.#waiting.length > LOOKAHEAD ? [this.#putOut()] : [];
  }

  /** The frames still held back, at the film's end. */
  flush(): SmoothedFrame[] {
    this.#ended = true;
    const rest: SmoothedFrame[] = [];
    while (this.#waiting.length > 0) rest.push(this.#putOut());
    return rest;
  }

  #open(track: number, frame: number): History {
    const history: History = {
      sights: [],
      headTremble: new Tremble(headGroups.filter(({ noise }) => noise === 1).flatMap(({ judges }) => judges)),
      shapeTremble: new Tremble(shapeGroups.filter(({ noise }) => noise === 1).flatMap(({ judges }) => judges)),
      count: 0,
      firstFrame: frame,
      shown: undefined,
    };
    this.#histories.set(track, history);
    return history;
  }

  #putOut(): SmoothedFrame {
    const { frame } = this.#waiting.shift()!;
    const faces: TrackedFace[] = [];
    for (const [track, history] of this.#histories) {
      const sight = this.#isAccident(history) ? undefined : sightAt(history.sights, frame);
      if (sight === undefined) history.shown = undefined;
      else faces.push({ ...sight, face: show(history, sight.face, frame) });
      history.sights = history.sights.filter((seen) => seen.frame > frame - LOOKAHEAD);
      if (history.sights.length === 0) this.#histories.delete(track);
    }
    this.#cuts = this.#cuts.filter((cut, at) => at === this.#cuts.length - 1 || cut > frame - 2 * LOOKAHEAD);
    return { frame, faces: faces.sort((a, b) => a.track - b.track) };
  }

  /** A hit of a frame or two that no cut and no end of the film explains. */
  #isAccident({ count, firstFrame, sights }: History): boolean {
    if (count >= MIN_SIGHTS || this.#ended) return false;
    const last = sights.at(-1)?.frame ?? firstFrame;
    return !this.#cuts.some((cut) => Math.abs(cut - firstFrame) < MIN_SIGHTS || Math.abs(cut - last) <= MIN_SIGHTS);
  }
}

function remember(history: History, sight: Sight): void {
  const last = history.sights.at(-1);
  if (last !== undefined && sight.frame !== last.frame + 1) {
    history.headTremble.interrupt();
    history.shapeTremble.interrupt();
  }
  history.headTremble.take(sight.motion.head, noise.headPixels + noise.head * sight.motion.scale);
  history.shapeTremble.take(sight.motion.shape, noise.shape);
  history.sights.push(sight);
  history.count += 1;
}

/** What a track shows at a frame: what was seen there, or in a short gap what was seen before it. */
function sightAt(sights: readonly Sight[], frame: number): TrackedFace | undefined {
  const next = sights.find((sight) => sight.frame >= frame);
  if (next === undefined) return undefined;
  if (next.frame === frame) return next.tracked;
  const last = sights.findLast((sight) => sight.frame < frame);
  return last !== undefined && next.frame - last.frame - 1 <= MAX_GAP ? last.tracked : undefined;
}

function show(history: History, face: Face, frame: number): Face {
  const near = history.sights.filter((sight) => Math.abs(sight.frame - frame) <= LOOKAHEAD);
  const positions = near.map((sight) => sight.frame - frame);
  const lines = linesOf(positions);
  const scale = near.reduce((sum, { motion }) => sum + motion.scale, 0) / near.length;
  const heads = { positions, samples: near.map(({ motion }) => motion.head) };
  const shapes = { positions, samples: near.map(({ motion }) => motion.shape) };
  const [headFactor, shapeFactor] = [history.headTremble.factor, history.shapeTremble.factor];
  let head = settle(heads, lines, headGroups, headFactor * (noise.headPixels + noise.head * scale));
  let shape = settle(shapes, lines, shapeGroups, shapeFactor * noise.shape);
  if (history.shown !== undefined) {
    head = leash(history.shown.head, head, 12, headFactor * (slack.headPixels + slack.head * scale));
    shape = leash(history.shown.shape, shape, 3, shapeFactor * slack.shape);
  }
  history.shown = { head, shape };
  const mesh = putTogether(head, shape);
  const mean = (value: (face: Face) => number) =>
    near.reduce((sum, { tracked }) => sum + value(tracked.face), 0) / near.length;
  return {
    ...face,
    box: boxOfMesh(mesh),
    points5: points5OfMesh(mesh),
    mesh,
    presence: mean(({ presence }) => presence),
    score: mean(({ score }) => score),
    pose: fitPose(mesh).pose,
  };
}

/** Each run of `size` values stays where it was shown until it is further away than `slack`, and is then pulled after. */
function leash(shown: Float32Array, wanted: Float32Array, size: number, slack: number): Float32Array {
  const result = shown.slice();
  for (let at = 0; at < wanted.length; at += size) {
    let sum = 0;
    for (let index = at; index < at + size; index += 1) sum += (wanted[index]! - shown[index]!) ** 2;
    const distance = Math.sqrt(sum);
    if (distance <= slack) continue;
    const share = 1 - slack / distance;
    for (let index = at; index < at + size; index += 1) result[index]! += share * (wanted[index]! - shown[index]!);
  }
  return result;
}
