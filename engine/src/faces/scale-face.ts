import type { LandmarkFace } from './landmark-face.ts';

/** The face in a picture `scale` times as large. Pixel centres are whole numbers, so points move by half a pixel too. */
export function scaleFace(face: LandmarkFace, scale: number): LandmarkFace {
  const shift = (scale - 1) / 2;
  const points = (all: Float32Array) => all.map((value) => value * scale + shift);
  const [x, y, width, height] = face.box;
  return {
    ...face,
    box: [x * scale + shift, y * scale + shift, width * scale, height * scale],
    points5: points(face.points5),
    alignment: points(face.alignment),
    points68: points(face.points68),
    points68From5: points(face.points68From5),
  };
}
