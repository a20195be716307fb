import { anchorAt, cellsOf, offsetPoints, strides } from './anchors.ts';
import { byteRange, type DetectorNetwork, type Hit } from './network.ts';

/** YuNet (Wu and others, "YuNet: a tiny millisecond-level face detector", 2023). */
export const yunet: DetectorNetwork = {
  file: 'yunet_2023_mar',
  sizes: [640],
  range: byteRange,
  outputSizes: (canvas) =>
    [1, 1, 4, 10].flatMap((numbers) => strides.map((stride) => numbers * cellsOf(canvas, stride))),
  decode: (outputs, canvas, minScore) =>
    strides.flatMap((stride, index) => {
      const [classes, objects] = [outputs[index]!, outputs[index + 3]!];
      const hits: Hit[] = [];
      for (let cell = 0; cell < classes.length; cell += 1) {
        // Without the square root that OpenCV's own reader of this network takes.
        const score = classes[cell]! * objects[cell]!;
        if (!(score > minScore)) continue;
        const [x, y] = anchorAt(cell, canvas, stride, 1);
        const [dx, dy, logWidth, logHeight] = outputs[index + 6]!.subarray(cell * 4, cell * 4 + 4);
        const [halfWidth, halfHeight] = [(Math.exp(logWidth!) * stride) / 2, (Math.exp(logHeight!) * stride) / 2];
        const [centreX, centreY] = [x + dx! * stride, y + dy! * stride];
        hits.push({
          ...{ left: centreX - halfWidth, top: centreY - halfHeight },
          ...{ right: centreX + halfWidth, bottom: centreY + halfHeight, score },
          points: offsetPoints(outputs[index + 9]!.subarray(cell * 10, cell * 10 + 10), x, y, stride),
        });
      }
      return hits;
    }),
};
