import type { Frame } from '../../frame/frame.ts';
import { sampleRgb } from '../../frame/sample.ts';
import type { Session } from '../../onnx/session.ts';
import { boxOfMesh } from '../boxes.ts';
import type { Crop, Detection, Face } from '../face.ts';
import type { FaceLandmarker } from '../networks.ts';
import { fitPose } from '../pose.ts';
import { points5OfMesh } from '../views.ts';
import { cropFromDetection, cropFromMesh, cropToFrame, isSlack, leashCrop, meshToFrame } from './crop.ts';

const INPUT_SIZE = 192;

/**
 * Looks at a newly found face: the mesh says where to look, which changes the mesh a little. After two the mesh fits; going on until
 * the place rests spares a track the drift of its first frames.
 */
const MAX_PASSES = 5;

interface Look {
  readonly mesh: Float32Array;
  readonly presence: number;
}

/**
 * MediaPipe's face mesh (Google, Apache-2.0; Kartynnik and others, "Real-time facial surface geometry from monocular video on
 * mobile GPUs", 2019). `session` stays the caller's.
 */
export function createFaceMesh(session: Session): FaceLandmarker {
  const pixels = new Float32Array(3 * INPUT_SIZE * INPUT_SIZE);

  async function look(frame: Frame, crop: Crop): Promise<Look> {
    const options = { planar: true, border: 0, scale: 1 / 255 };
    sampleRgb(frame, cropToFrame(crop, INPUT_SIZE), INPUT_SIZE, INPUT_SIZE, pixels, options);
    const said = await session.run({ image: { data: pixels, dims: [1, 3, INPUT_SIZE, INPUT_SIZE] } });
    return { mesh: meshToFrame(said['mesh']!.data, crop, INPUT_SIZE), presence: said['presence']!.data[0]! };
  }

  return {
    name: 'facemesh',
    async fit(frame, near) {
      if ('mesh' in near) {
        const wanted = cropFromMesh(near.mesh);
        const crop = near.crop === undefined ? wanted : leashCrop(near.crop, wanted);
        return toFace(near, await look(frame, crop), crop);
      }
      let crop = cropFromDetection(near);
      let seen = await look(frame, crop);
      for (let pass = 1; pass < MAX_PASSES; pass += 1) {
        const wanted = cropFromMesh(seen.mesh);
        if (pass > 1 && isSlack(crop, wanted)) break;
        const next = await look(frame, wanted);
        // A profile may slip away from the network when it looks again; what it was surer of stays.
        if (next.presence < seen.presence - 0.02) break;
        crop = wanted;
        seen = next;
      }
      return toFace(near, seen, crop);
    },
  };
}

function toFace(near: Detection | Face, { mesh, presence }: Look, crop: Crop): Face {
  return {
    box: boxOfMesh(mesh),
    score: near.score,
    points5: points5OfMesh(mesh),
    mesh,
    presence,
    pose: fitPose(mesh).pose,
    crop,
  };
}
