/** Smooths what was seen over time: from each frame's own faces to those that are to be drawn, `LOOKAHEAD` frames later. */
import type { DecodedFrame } from './decode/film.ts';
import type { Face } from './faces/face.ts';
import type { TrackSelector } from './faces/select.ts';
import { type SmoothedFrame, TrackSmoother } from './faces/smooth/smoother.ts';
import type { TrackedFace } from './faces/tracks.ts';
import type { Frame } from './frame/frame.ts';
import { meshSwap } from './swap/mesh/mesh-swap.ts';
import type { MeshStudy } from './swap/mesh/study.ts';
import type { TrackMemory } from './swap/swapper.ts';

/** A tracked face; `study` is undefined in frames between two studies. */
export interface SeenFace extends TrackedFace {
  readonly study: MeshStudy | undefined;
}

/** A frame as it was decoded, with the tracked faces found in it. */
export interface SeenFrame {
  readonly decoded: DecodedFrame;
  readonly frame: Frame;
  readonly faces: readonly SeenFace[];
  /** The first frame of a new scene. */
  readonly cut: boolean;
}

/** A frame whose faces are smoothed and chosen. */
export interface SteadyFrame {
  readonly decoded: DecodedFrame;
  readonly frame: Frame;
  /** The faces to draw. */
  readonly faces: readonly { readonly track: number; readonly face: Face; readonly study: MeshStudy }[];
}

/** Frames on either side whose studies are averaged; no more than the smoother's own lookahead. */
const STUDY_REACH = 3;

/** Frames after which a track that is gone is forgotten. */
const FORGET_AFTER = 60;

/**
 * One frame out for each in, in order, `LOOKAHEAD` frames later: smoothed faces that `selector` chooses, each with the study that
 * it is drawn by. A face that was never studied is left out.
 */
export async function* steady(seen: AsyncIterable<SeenFrame>, selector: TrackSelector): AsyncGenerator<SteadyFrame> {
  const smoother = new TrackSmoother();
  const studies = new Studies();
  const waiting: SeenFrame[] = [];
  const finish = ({ frame: index, faces }: SmoothedFrame): SteadyFrame => {
    const { decoded, frame } = waiting.shift()!;
    const drawn = selector.select(faces).flatMap(({ track, face }) => {
      const study = studies.at(track, index);
      return study === undefined ? [] : [{ track, face, study }];
    });
    studies.forgetBefore(index - STUDY_REACH);
    return { decoded, frame, faces: drawn };
  };
  for await (const item of seen) {
    const index = item.decoded.index;
    waiting.push(item);
    if (item.cut) studies.forgetFaces();
    for (const { track, study } of item.faces) if (study !== undefined) studies.add(track, index, study);
    for (const smoothed of smoother.push(index, item.faces, item.cut)) yield finish(smoothed);
  }
  for (const smoothed of smoother.flush()) yield finish(smoothed);
}

/** Each track's studies around the present frame. */
class Studies {
  readonly #memories = new Map<number, TrackMemory<MeshStudy>>();
  readonly #byTrack = new Map<number, { readonly frame: number; readonly study: MeshStudy }[]>();

  /** Takes a frame's study; frames come in order. */
  add(track: number, frame: number, study: MeshStudy): void {
    const memory = this.#memories.get(track) ?? meshSwap.remember();
    this.#memories.set(track, memory);
    const list = this.#byTrack.get(track) ?? [];
    list.push({ frame, study: memory.take(study) });
    this.#byTrack.set(track, list);
  }

  /** A new scene: the same track may stand in another light. */
  forgetFaces(): void {
    this.#memories.clear();
  }

  /** The settled study at a frame: between two studies and in a gap of the track, from the one nearest to it. */
  at(track: number, frame: number): MeshStudy | undefined {
    const list = this.#byTrack.get(track);
    if (list === undefined) return undefined;
    const nearest = list.reduce((best, entry) =>
      Math.abs(entry.frame - frame) < Math.abs(best.frame - frame) ? entry : best,
    );
    const around = list.filter((entry) => Math.abs(entry.frame - frame) <= STUDY_REACH).map(({ study }) => study);
    return meshSwap.settle(nearest.study, around);
  }

  /** Keeps each track's last study, for gaps. */
  forgetBefore(frame: number): void {
    for (const [track, list] of this.#byTrack) {
      while (list.length > 1 && list[0]!.frame < frame) list.shift();
      if (list[0]!.frame >= frame - FORGET_AFTER) continue;
      this.#byTrack.delete(track);
      this.#memories.delete(track);
    }
  }
}
