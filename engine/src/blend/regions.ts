/** Semantic regions of a face as soft maps over the UV square. */
import { rings } from '../faces/mesh-indices.ts';
import { depthMap, ringMap, smoothstep, union } from '../faces/uv/maps.ts';
import type { FaceRegion } from '../swap-options.ts';

/** Maps of `size²` numbers over the UV square, one for each thing that blending asks of a place of the face. */
export interface RegionMaps {
  readonly size: number;
  /** How much each texel belongs to the region, 0..1. */
  readonly regions: Readonly<Record<FaceRegion, Float32Array>>;
  /** The eyes' openings: eyeballs without the lids. */
  readonly eyeballs: Float32Array;
  /** 1 where plain skin is expected: no brows, eyes, nose, lips, and a little away from all of them. */
  readonly skin: Float32Array;
  /** Distance from the outline, inwards, as a share of the UV square; 0 outside. */
  readonly depth: Float32Array;
  /** 1 where light can be measured: as `skin`, and on the nose. */
  readonly lit: Float32Array;
  /** The face's own soft edge: 0 at its outline and outside, 1 inside. */
  readonly edge: Float32Array;
  /** 1 in the middle of the face, 0 towards its outline, where hair falls. */
  readonly middle: Float32Array;
  /** The two halves' brow, eye and socket together, image-left first. */
  readonly eyeZones: readonly [Float32Array, Float32Array];
  /** 1 along the outline, 0 well inside: where colours must meet the target's exactly. */
  readonly border: Float32Array;
}

/** Soft edge: begins this far inside the outline, and is this wide (shares of the UV square). */
const EDGE_INSET = 0.012;
const EDGE_WIDTH = 0.075;
const BORDER_WIDTH = 0.13;

const made = new Map<number, RegionMaps>();

/** The region maps of the given size; made once. */
export function regionMaps(size: number): RegionMaps {
  let maps = made.get(size);
  if (maps === undefined) {
    maps = makeMaps(size);
    made.set(size, maps);
  }
  return maps;
}

function makeMaps(size: number): RegionMaps {
  const soft = 1.5 / size;
  const ring = (points: readonly number[], grow: number, feather = 0.03) => ringMap(size, points, grow, feather);
  const mouth = ring(rings.lipsInner, 0, soft * 2);
  const mouthAndLips = ring(rings.lipsOuter, 0.012);
  const lips = mouthAndLips.map((value, i) => Math.max(0, value - mouth[i]!));
  const brows = union(ring(rings.leftBrow, 0.02), ring(rings.rightBrow, 0.02));
  const eyes = union(ring(rings.leftLids, 0.015), ring(rings.rightLids, 0.015));
  const nose = ring(rings.nose, 0.01, 0.05);
  const depth = depthMap(size);
  const within = (excluded: Float32Array) => excluded.map((value, i) => (depth[i]! > 0 ? 1 - value : 0));
  const edge = depth.map((d) => smoothstep(EDGE_INSET, EDGE_INSET + EDGE_WIDTH, d));
  const skin = within(union(mouthAndLips, brows, eyes, nose));
  const nostrils = ring([98, 97, 2, 326, 327, 290, 328, 250, 20, 99, 60], 0.012);
  const features = union(
    ring(rings.lipsOuter, 0.035),
    ring(rings.leftBrow, 0.04),
    ring(rings.rightBrow, 0.04),
    ring(rings.leftLids, 0.03),
    ring(rings.rightLids, 0.03),
    nostrils,
  );
  const notSkin = union(features, ring(rings.nose, 0.03, 0.04));
  return {
    size,
    eyeballs: union(ring(rings.leftEye, -0.01, soft * 2), ring(rings.rightEye, -0.01, soft * 2)),
    regions: { skin, brows, eyes, nose, lips, mouth },
    skin: within(notSkin),
    lit: within(features),
    depth,
    edge,
    middle: depth.map((d) => smoothstep(0.08, 0.22, d)),
    eyeZones: [
      union(ring(rings.leftSocket, 0.02, 0.05), ring(rings.leftBrow, 0.035, 0.05)),
      union(ring(rings.rightSocket, 0.02, 0.05), ring(rings.rightBrow, 0.035, 0.05)),
    ],
    border: depth.map((d) => (d > 0 ? 1 - smoothstep(0.03, BORDER_WIDTH, d) : 1)),
  };
}
