import { sampleRgb } from '../../frame/sample.ts';
import type { Session } from '../../onnx/session.ts';
import type { Description } from '../face.ts';
import { cropFromMesh, cropToFrame } from '../facemesh/crop.ts';
import type { FaceDescriber } from '../networks.ts';

const INPUT_SIZE = 224;

/** Side of the crop ÷ the larger side of the face's box. */
const MARGIN = 1.3;

/**
 * FaceRes (by its repository HSE_FaceRec_tf, Apache-2.0; Savchenko, "Efficient facial representations for age, gender and
 * identity recognition", 2019). `session` stays the caller's.
 */
export function createFaceRes(session: Session): FaceDescriber {
  const pixels = new Float32Array(3 * INPUT_SIZE * INPUT_SIZE);
  return {
    name: 'faceres',
    async describe(frame, face) {
      const toFrame = cropToFrame(cropFromMesh(face.mesh, MARGIN), INPUT_SIZE);
      sampleRgb(frame, toFrame, INPUT_SIZE, INPUT_SIZE, pixels, { planar: true });
      const said = await session.run({ image: { data: pixels, dims: [1, 3, INPUT_SIZE, INPUT_SIZE] } });
      return toDescription(said['descriptor']!.data, said['gender']!.data[0]!, said['age']!.data);
    },
  };
}

/** `gender` runs from 0 female to 1 male; `ages` is a distribution over years, of which the mean is taken. */
function toDescription(descriptor: Float32Array, gender: number, ages: Float32Array): Description {
  const length = Math.hypot(...descriptor);
  const mass = ages.reduce((sum, share) => sum + share, 0);
  return {
    embedding: descriptor.map((value) => value / length),
    age: ages.reduce((sum, share, year) => sum + share * year, 0) / mass,
    female: 1 - gender,
  };
}
