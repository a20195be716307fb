/** What the mesh swap measures in a target's frame before it is changed. */
import { occludersOf } from '../../blend/attention.ts';
import type { Light } from '../../blend/light.ts';
import type { Appearance } from '../../blend/occlusion-memory.ts';
import { type Detail, readDetail } from '../../blend/sharpness.ts';
import { readSkin } from '../../blend/skin.ts';
import type { Face } from '../../faces/face.ts';
import { uvGrid } from '../../faces/uv/grid.ts';
import { smoothstep } from '../../faces/uv/maps.ts';
import { extent, unwrap } from '../../faces/uv/unwrap.ts';
import type { Frame } from '../../frame/frame.ts';
import { type Proportions, readProportions } from './shape.ts';

/** Side of the maps in which a target face is studied. */
export const STUDY_SIZE = 64;

/** Plain data about one target face in one frame. */
export interface MeshStudy {
  /** Per texel (`STUDY_SIZE²`), how surely the face itself is seen there. */
  readonly uncovered: Float32Array;
  readonly light: Light;
  readonly appearance: Appearance;
  /** Sharpness and grain of the frame around the middle of the face. */
  readonly detail: Detail;
  /** The face's own proportions; over a film, their mean along the track. */
  readonly proportions: Proportions;
}

/** Unwraps a face (mesh in square pixels) and reads cover, light, detail and proportions from it. */
export function studyFace(frame: Frame, face: Face): MeshStudy {
  const flat = unwrap(frame, face.mesh, uvGrid(STUDY_SIZE));
  const seen = flat.facing.map((facing) => smoothstep(0.1, 0.4, facing));
  const { likeness, light } = readSkin(flat.rgb, seen, STUDY_SIZE);
  const visible = likeness.map((value, i) => 1 - seen[i]! * (1 - value));
  return {
    uncovered: occludersOf(visible, STUDY_SIZE),
    light,
    appearance: { size: STUDY_SIZE, rgb: Uint8Array.from(flat.rgb), seen },
    detail: middleDetail(frame, face),
    proportions: readProportions(face.mesh),
  };
}

function middleDetail(frame: Frame, face: Face): Detail {
  const [left, top, width, height] = extent(face.mesh);
  const aspect = frame.pixelAspect;
  return readDetail(frame, (left + 0.2 * width) / aspect, top + 0.2 * height, (0.6 * width) / aspect, 0.6 * height);
}
