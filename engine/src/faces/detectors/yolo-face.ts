import { cellsOf, strides } from './anchors.ts';
import { type CanvasSize, type DetectorNetwork, type Hit, unitRange } from './network.ts';

/** Rows of the output: cx, cy, width, height, score, then x, y and visibility of five points; all in canvas pixels. */
const ROWS = 20;

/** YOLO face, nano (the face branch of Ultralytics' YOLOv8); boxes are decoded in the graph. */
export const yoloFace: DetectorNetwork = {
  file: 'yoloface_8n',
  sizes: [640],
  range: unitRange,
  outputSizes: (canvas) => [ROWS * columnsOf(canvas)],
  decode([output], canvas, minScore) {
    const columns = columnsOf(canvas);
    const scores = output!.subarray(4 * columns, 5 * columns);
    const hits: Hit[] = [];
    for (let column = 0; column < columns; column += 1) {
      const score = scores[column]!;
      if (!(score > minScore)) continue;
      const value = (row: number) => output![row * columns + column]!;
      const [halfWidth, halfHeight] = [value(2) / 2, value(3) / 2];
      hits.push({
        ...{ left: value(0) - halfWidth, top: value(1) - halfHeight },
        ...{ right: value(0) + halfWidth, bottom: value(1) + halfHeight, score },
        points: [5, 6, 8, 9, 11, 12, 14, 15, 17, 18].map(value),
      });
    }
    return hits;
  },
};

function columnsOf(canvas: CanvasSize): number {
  return strides.reduce((sum, stride) => sum + cellsOf(canvas, stride), 0);
}
