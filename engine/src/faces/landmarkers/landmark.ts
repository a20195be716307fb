import { evenOutPlanes } from '../../frame/contrast.ts';
import type { Frame } from '../../frame/frame.ts';
import type { Sessions } from '../../onnx/sessions.ts';
import type { LandmarkerModel } from '../../process-options.ts';
import { mapPoints } from '../align/map-points.ts';
import type { QuarterAngle } from '../align/quarter-turn.ts';
import type { Box } from '../face.ts';
import { runNetwork } from '../run-network.ts';
import { twoDFan4 } from './2dfan4.ts';
import { cropForLandmarks, cropToFrame } from './crop.ts';
import { CROP_SIZE, type LandmarkerNetwork, type Sight } from './network.ts';
import { peppaWutz } from './peppa-wutz.ts';

const networksOf: Readonly<Record<LandmarkerModel, readonly LandmarkerNetwork[]>> = {
  many: [twoDFan4, peppaWutz],
  '2dfan4': [twoDFan4],
  peppa_wutz: [peppaWutz],
};

/** Files that a landmarker needs, without their ending; `fan_68_5` is needed with each and with none. */
export function landmarkerFiles(model: LandmarkerModel): string[] {
  return networksOf[model].map(({ file }) => file);
}

/** How much surer than the first a later network must be to be believed instead. */
const LEAD = 0.2;

/**
 * Fits 68 points to a face whose box and quarter turn are known; points come in square pixels of the frame. Its input memory is used
 * again: await one call before the next.
 */
export function createLandmarker(
  sessions: Sessions,
  model: LandmarkerModel,
): (frame: Frame, box: Box, angle: QuarterAngle) => Promise<Sight> {
  const pixels = CROP_SIZE * CROP_SIZE;
  const rgb = new Float32Array(3 * pixels);
  const input = { data: new Float32Array(3 * pixels), dims: [1, 3, CROP_SIZE, CROP_SIZE] };
  return async (frame, box, angle) => {
    const toFrame = cropToFrame(box, angle);
    evenOutPlanes(cropForLandmarks(frame, toFrame, rgb), input.data);
    let best: Sight | undefined;
    for (const { file, outputSizes, decode } of networksOf[model]) {
      const sight = decode(await runNetwork(sessions, file, input, outputSizes));
      if (best === undefined || !(best.score > sight.score - LEAD)) best = sight;
    }
    return { points: mapPoints(toFrame, best!.points), score: best!.score };
  };
}
