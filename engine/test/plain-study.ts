import { LIGHT_SIZE } from '../src/blend/light.ts';
import { canonicalMesh } from '../src/faces/canonical-mesh.ts';
import { readProportions } from '../src/swap/mesh/shape.ts';
import { type MeshStudy, STUDY_SIZE } from '../src/swap/mesh/study.ts';
import { flatMap, type Paint, paintFlat, person } from './synthetic-face.ts';

const proportions = readProportions(canonicalMesh);
const painted = new WeakMap<Paint, Uint8Array>();
const looks: Paint = person();

/** What a study of a frontal, evenly lit face would say; `noise` moves every measured number. */
export function plainStudy({ brightness = 100, noise = 0, paint = looks } = {}): MeshStudy {
  const texels = STUDY_SIZE * STUDY_SIZE;
  const lights = LIGHT_SIZE * LIGHT_SIZE * 3;
  const rgb = painted.get(paint) ?? Uint8Array.from(paintFlat(STUDY_SIZE, paint));
  painted.set(paint, rgb);
  return {
    uncovered: new Float32Array(texels).fill(0.9 + noise * 0.1),
    light: {
      wide: new Float32Array(lights).fill(brightness * (1 + 0.02 * noise)),
      fine: new Float32Array(lights).fill(brightness * (1 - 0.02 * noise)),
    },
    appearance: { size: STUDY_SIZE, rgb, seen: flatMap(STUDY_SIZE, () => 1) },
    detail: { edges: 4 + noise, grain: 1 + 0.5 * noise },
    proportions: proportions.map((part) => ({ ...part, x: part.x + 0.1 * noise })),
  };
}
