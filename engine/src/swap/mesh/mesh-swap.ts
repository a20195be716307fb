/** The built-in swapper: the source's skin, drawn on the target's mesh under the target's light. Uses no network. */
import { attentionMap, newFaceMap, occludersOf, poseAttention, presenceAttention } from '../../blend/attention.ts';
import { type Light, lightAt } from '../../blend/light.ts';
import type { Appearance } from '../../blend/occlusion-memory.ts';
import { regionMaps } from '../../blend/regions.ts';
import { readSkin } from '../../blend/skin.ts';
import { type Face, MESH_POINTS } from '../../faces/face.ts';
import { uvGrid } from '../../faces/uv/grid.ts';
import { lookUp, smoothstep } from '../../faces/uv/maps.ts';
import { triangles, uv } from '../../faces/uv/topology.ts';
import { extent, facingOf, unwrap } from '../../faces/uv/unwrap.ts';
import type { Frame } from '../../frame/frame.ts';
import type { Patch } from '../patch.ts';
import type { BlendOptions, FaceSwapper, SourceFace } from '../swapper.ts';
import { drawOwn } from './own.ts';
import { Canvas, rasterize, type Vertices } from './rasterize.ts';
import { settleStudy } from './settle.ts';
import { meanProportions, readProportions, reshape } from './shape.ts';
import { makeTexture, readDetail, type TexturePyramid } from './texture.ts';
import { textureLight } from './texture-light.ts';

/** Side of the maps in which a target face is studied. */
export const STUDY_SIZE = 64;

export interface MeshIdentity {
  readonly texture: TexturePyramid;
  /** The texture's own slow colour that is left after its light was divided out, `LIGHT_SIZE² × 3` around 1. */
  readonly fine: Float32Array;
  readonly proportions: ReturnType<typeof meanProportions>;
}

export interface MeshStudy {
  /** Per texel (`STUDY_SIZE²`), how surely the face itself is seen there. */
  readonly uncovered: Float32Array;
  readonly light: Light;
  readonly appearance: Appearance;
}

const canvas = new Canvas();

export const meshSwap: FaceSwapper<MeshIdentity, MeshStudy> = {
  name: 'mesh',
  digitalSourceType: 'compositeSynthetic',

  async prepare(sources: readonly SourceFace[]): Promise<MeshIdentity> {
    const longest = Math.max(...sources.map(({ face }) => Math.max(...extent(face.mesh).slice(2))));
    const size = longest > 700 ? 1024 : longest > 300 ? 512 : 256;
    const details = sources.map(({ frame, face }) => readDetail(unwrap(frame, face.mesh, uvGrid(size))));
    const texture = makeTexture(details);
    const proportions = meanProportions(sources.map(({ face }) => readProportions(face.mesh)));
    return { texture, fine: textureLight(texture), proportions };
  },

  study(frame: Frame, face: Face): MeshStudy {
    const flat = unwrap(frame, face.mesh, uvGrid(STUDY_SIZE));
    const seen = flat.facing.map((facing) => smoothstep(0.1, 0.4, facing));
    const { likeness, light } = readSkin(flat.rgb, seen, STUDY_SIZE);
    const visible = likeness.map((value, i) => 1 - seen[i]! * (1 - value));
    const appearance = { size: STUDY_SIZE, rgb: Uint8Array.from(flat.rgb), seen };
    return { uncovered: occludersOf(visible, STUDY_SIZE), light, appearance };
  },

  settle: settleStudy,

  async swap(
    frame: Frame,
    face: Face,
    study: MeshStudy,
    identity: MeshIdentity,
    options: BlendOptions,
  ): Promise<Patch> {
    const strength = options.blend * poseAttention(face.pose) * presenceAttention(face.presence);
    const shown = attentionMap(study.uncovered, STUDY_SIZE, strength);
    const mesh = reshape(face.mesh, identity.proportions, options.blend);
    const vertices = place(mesh, frame.pixelAspect, study.light, identity.fine, options.border);
    const [left, top, width, height] = bounds(vertices, frame);
    const patch = canvas.patch(left, top, width, height);
    if (strength > 0 && width > 0 && height > 0) {
      rasterize(patch, triangles, vertices, level(identity.texture, vertices), shown);
      drawOwn(patch, frame, face.mesh, vertices, newFaceMap(STUDY_SIZE, options.keep));
    }
    return patch;
  },
};

function place(
  mesh: Float32Array,
  pixelAspect: number,
  light: Light,
  fine: Float32Array,
  border: BlendOptions['border'],
): Vertices {
  const facing = facingOf(mesh);
  const meet = regionMaps(STUDY_SIZE).border;
  const gains = [0, 1, 2].map((channel) =>
    Float32Array.from({ length: MESH_POINTS }, (_, i) => {
      const [u, v] = [uv.u[i]!, uv.v[i]!];
      const wide = lightAt(light.wide, channel, u, v);
      if (border === 'feather') return wide;
      const here = lightAt(light.fine, channel, u, v) / Math.max(1, wide);
      const theirs = Math.max(0.2, lightAt(fine, channel, u, v));
      const ratio = Math.min(2, Math.max(0.5, here / theirs));
      return wide * ratio ** lookUp(meet, STUDY_SIZE, 1, 0, u, v);
    }),
  );
  return {
    x: Float32Array.from({ length: MESH_POINTS }, (_, i) => mesh[i * 3]! / pixelAspect),
    y: Float32Array.from({ length: MESH_POINTS }, (_, i) => mesh[i * 3 + 1]!),
    z: Float32Array.from({ length: MESH_POINTS }, (_, i) => mesh[i * 3 + 2]!),
    u: uv.u,
    v: uv.v,
    gainR: gains[0]!,
    gainG: gains[1]!,
    gainB: gains[2]!,
    alpha: facing.map((value) => smoothstep(0.02, 0.3, value)),
  };
}

/** The pixels that the mesh covers, cut to the frame: left, top, width, height. */
function bounds(vertices: Vertices, frame: Frame): [number, number, number, number] {
  const [columns, rows] = [frame.planes[0]!.width, frame.planes[0]!.height];
  const left = Math.max(0, Math.floor(Math.min(...vertices.x)));
  const top = Math.max(0, Math.floor(Math.min(...vertices.y)));
  const right = Math.min(columns - 1, Math.ceil(Math.max(...vertices.x)));
  const bottom = Math.min(rows - 1, Math.ceil(Math.max(...vertices.y)));
  return [left, top, Math.max(0, right - left + 1), Math.max(0, bottom - top + 1)];
}

/** The level of the texture with about one texel a pixel. */
function level(pyramid: TexturePyramid, vertices: Vertices): TexturePyramid[number] {
  let pixels = 0;
  let texels = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [i, j, k] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    const area = cross(vertices.x, vertices.y, i, j, k);
    if (area <= 0) continue;
    pixels += area;
    texels += cross(uv.u, uv.v, i, j, k);
  }
  const wanted = Math.sqrt(pixels / Math.max(1e-9, texels));
  return pyramid.findLast((texture) => texture.size >= wanted * 0.8) ?? pyramid[0]!;
}

function cross(x: Float32Array, y: Float32Array, i: number, j: number, k: number): number {
  return (x[j]! - x[i]!) * (y[k]! - y[i]!) - (x[k]! - x[i]!) * (y[j]! - y[i]!);
}
