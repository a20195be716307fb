/** The built-in swapper: the source's skin, drawn on the target's mesh under the target's light. Uses no network. */
import { attentionMap, newFaceMap, poseAttention, presenceAttention } from '../../blend/attention.ts';
import type { Patch } from '../../blend/patch.ts';
import { matchDetail } from '../../blend/sharpness.ts';
import type { Face } from '../../faces/face.ts';
import { uvGrid } from '../../faces/uv/grid.ts';
import { triangles } from '../../faces/uv/topology.ts';
import { extent, unwrap } from '../../faces/uv/unwrap.ts';
import type { Frame } from '../../frame/frame.ts';
import type { BlendOptions, FaceSwapper, SourceFace } from '../swapper.ts';
import { drawOwn } from './own.ts';
import { bounds, level, place } from './place.ts';
import { Canvas, rasterize } from './rasterize.ts';
import { settleStudy } from './settle.ts';
import { meanProportions, type Proportions, readProportions, reshape } from './shape.ts';
import { type MeshStudy, STUDY_SIZE, studyFace } from './study.ts';
import { makeTexture, readDetail, type TexturePyramid } from './texture.ts';
import { textureLight } from './texture-light.ts';
import { MeshTrackMemory } from './track-memory.ts';

/** Who is put in, read from their pictures once. */
export interface MeshIdentity {
  readonly texture: TexturePyramid;
  /** The texture's own slow colour that is left after its light was divided out, `LIGHT_SIZE² × 3` around 1. */
  readonly fine: Float32Array;
  readonly proportions: Proportions;
}

/** Side of the map that says where the face is new: fine enough for the slit between two lips or two lids. */
const FRESH_SIZE = 128;

const canvas = new Canvas();

/** The mesh swap as a swapper. */
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

  study: studyFace,

  remember: () => new MeshTrackMemory(),

  settle: settleStudy,

  async swap(
    frame: Frame,
    face: Face,
    study: MeshStudy,
    identity: MeshIdentity,
    options: BlendOptions,
  ): Promise<Patch> {
    const strength = options.blend > 0 ? poseAttention(face.pose) * presenceAttention(face.presence) : 0;
    const shown = attentionMap(study.uncovered, STUDY_SIZE, strength);
    const mesh = reshape(face.mesh, study.proportions, identity.proportions, options.blend);
    const vertices = place(mesh, frame.pixelAspect, study.light, identity.fine, options.border);
    const [left, top, width, height] = bounds(vertices, frame);
    const patch = canvas.patch(left, top, width, height);
    if (strength > 0 && width > 0 && height > 0) {
      rasterize(patch, triangles, vertices, level(identity.texture, vertices), shown);
      matchDetail(patch, study.detail, seedOf(frame, patch));
      drawOwn(patch, frame, face.mesh, vertices, newFaceMap(FRESH_SIZE, options.keep, options.blend, options.gaze));
    }
    return patch;
  },
};

/** A number that changes when the frame does, and only then. */
function seedOf(frame: Frame, { x, y, width, height }: Patch): number {
  const { data, stride } = frame.planes[0]!;
  let seed = 0x9e3779b9;
  for (let row = y; row < y + height; row += 7) {
    for (let p = row * stride + x, end = p + width; p < end; p += 5) seed = Math.imul(seed ^ data[p]!, 0x01000193);
  }
  return seed;
}
