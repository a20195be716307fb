/** What the mesh swap remembers of one track: how its face looks uncovered, and its usual proportions. */
import { OcclusionMemory } from '../../blend/occlusion-memory.ts';
import type { TrackMemory } from '../swapper.ts';
import { mixProportions, type Proportions } from './shape.ts';
import type { MeshStudy } from './study.ts';

/** Studies after which the mean of the proportions hardly moves any more. */
const STEADY_AFTER = 120;

/** One track's memory; frames must come in order. */
export class MeshTrackMemory implements TrackMemory<MeshStudy> {
  readonly #occlusion = new OcclusionMemory();
  #usual: Proportions | undefined;
  #count = 0;

  /** Completes a frame's study by what the frames before it have shown. */
  take(study: MeshStudy): MeshStudy {
    this.#count = Math.min(STEADY_AFTER, this.#count + 1);
    const known = this.#occlusion.look(study.appearance);
    this.#usual = mixProportions(this.#usual ?? study.proportions, study.proportions, 1 / this.#count);
    return {
      ...study,
      uncovered: study.uncovered.map((value, i) => Math.min(value, known[i]!)),
      proportions: this.#usual,
    };
  }
}
