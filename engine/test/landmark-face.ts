import type { Box } from '../src/faces/face.ts';
import type { FaceAttributes, LandmarkFace } from '../src/faces/landmark-face.ts';

/** A face of the landmark family that lies in its box as most do; `more` changes what a test is about. */
export function landmarkFace(box: Box, more: Partial<LandmarkFace> = {}): LandmarkFace {
  const [x, y, width, height] = box;
  const spread = (count: number) =>
    Float32Array.from({ length: count * 2 }, (_, at) =>
      at % 2 === 0 ? x + (width * (at / 2)) / (count - 1) : y + height / 2,
    );
  return {
    ...{ box, score: 0.9, points5: spread(5), alignment: spread(5) },
    ...{ points68: spread(68), points68From5: spread(68), landmarkerScore: 0.8, angle: 0 as const },
    ...more,
  };
}

export function attributes(
  gender: FaceAttributes['gender'],
  age: FaceAttributes['age'],
  race: FaceAttributes['race'] = 'white',
): FaceAttributes {
  return { gender, age, race };
}
