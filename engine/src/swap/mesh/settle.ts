import type { Light } from '../../blend/light.ts';
import type { MeshStudy } from './study.ts';

/** Light that differs by more than this share is another light (a flash, a cut), not noise. */
const SAME_LIGHT = 0.06;

/** Means of the studies around a frame, leaving out those under another light. */
export function settleStudy(study: MeshStudy, around: readonly MeshStudy[]): MeshStudy {
  const own = brightness(study.light);
  const alike = around.filter(({ light }) => Math.abs(brightness(light) / Math.max(1, own) - 1) < SAME_LIGHT);
  if (alike.length < 2) return study;
  return {
    ...study,
    uncovered: mean(alike.map(({ uncovered }) => uncovered)),
    light: {
      wide: mean(alike.map(({ light }) => light.wide)),
      fine: mean(alike.map(({ light }) => light.fine)),
    },
    detail: {
      edges: alike.reduce((sum, { detail }) => sum + detail.edges, 0) / alike.length,
      grain: alike.reduce((sum, { detail }) => sum + detail.grain, 0) / alike.length,
    },
  };
}

function brightness({ wide }: Light): number {
  let sum = 0;
  for (let i = 0; i < wide.length; i++) sum += wide[i]!;
  return sum / wide.length;
}

function mean(maps: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(maps[0]!.length);
  for (const map of maps) for (let i = 0; i < out.length; i++) out[i]! += map[i]! / maps.length;
  return out;
}
