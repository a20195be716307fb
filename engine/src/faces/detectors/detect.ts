import type { Frame } from '../../frame/frame.ts';
import type { Session } from '../../onnx/session.ts';
import type { Sessions } from '../../onnx/sessions.ts';
import { oneOf, someOf } from '../../option-checks.ts';
import type { DetectorModel, DetectorOptions } from '../../process-options.ts';
import { quarterAngles } from '../align/quarter-turn.ts';
import type { Detection } from '../face.ts';
import { runNetwork } from '../run-network.ts';
import { CanvasPainter, canvasFor } from './canvas.ts';
import { planLook, toDetection } from './look.ts';
import type { DetectorNetwork } from './network.ts';
import { suppressOverlaps } from './nms.ts';
import { retinaface } from './retinaface.ts';
import { scrfd } from './scrfd.ts';
import { yoloFace } from './yolo-face.ts';
import { yunet } from './yunet.ts';

/** The networks behind each name; `many` has always meant the three larger ones. Those that share an input range are neighbours. */
const networksOf: Readonly<Record<DetectorModel, readonly DetectorNetwork[]>> = {
  many: [retinaface, scrfd, yoloFace],
  retinaface: [retinaface],
  scrfd: [scrfd],
  yolo_face: [yoloFace],
  yunet: [yunet],
};

/** Files that a detector needs, without their ending. */
export function detectorFiles(model: DetectorModel): string[] {
  return networksOf[model].map(({ file }) => file);
}

/** Sides of the canvas that a detector takes, in pixels, smallest first. */
export function detectorSizes(model: DetectorModel): number[] {
  const [first, ...others] = networksOf[model];
  return first!.sizes.filter((size) => others.every(({ sizes }) => sizes.includes(size)));
}

/** The more looks at a frame, the less may faces overlap: by number of angles. */
const MAX_OVERLAP = [0.4, 0.3, 0.2, 0.1] as const;
const MAX_OVERLAP_OF_MANY = 0.1;

/**
 * Finds faces anywhere in a frame, best first; boxes and points in square pixels. Its input memory is used again: await one call before
 * the next. A lowest score of 0 finds nothing. Errors: `option-invalid` (size, angle), `model-missing`, `model-invalid`.
 */
export function createDetector(
  sessions: Sessions,
  { model, size, margin, angles, score }: Required<DetectorOptions>,
): (frame: Frame) => Promise<Detection[]> {
  const networks = networksOf[model];
  oneOf(`detector.size of ${model}`, size, detectorSizes(model));
  someOf('detector.angles', angles, quarterAngles);
  const turns = quarterAngles.filter((angle) => angles.includes(angle));
  // Networks speak in single precision; what is exactly at the limit is not above it.
  const minScore = Math.fround(score);
  const maxOverlap = model === 'many' ? MAX_OVERLAP_OF_MANY : MAX_OVERLAP[turns.length - 1]!;
  const painter = new CanvasPainter(size);
  return async (frame) => {
    const detections: Detection[] = [];
    for (const angle of minScore > 0 ? turns : []) {
      const look = planLook(frame, angle, margin, size);
      for (const { file, range, outputSizes, decode } of networks) {
        const canvas = canvasFor(look, size, freeSides(await sessions.open(file)));
        const input = painter.paint(frame, look, canvas, range);
        const outputs = await runNetwork(sessions, file, input, outputSizes(canvas));
        for (const hit of decode(outputs, canvas, minScore)) detections.push(toDetection(hit, look));
      }
    }
    return suppressOverlaps(detections, maxOverlap);
  };
}

/** Whether a graph leaves its input's height and width open. */
function freeSides(session: Session): [boolean, boolean] {
  const [, , height, width] = session.inputDims('input') ?? [];
  const isFree = (size: number | string | undefined) => typeof size === 'string' || (size !== undefined && size <= 0);
  return [isFree(height), isFree(width)];
}
