import { alignFace } from '../faces/align/similarity.ts';
import type { LandmarkFace } from '../faces/landmark-face.ts';
import { cropPicture } from '../frame/crop-face.ts';
import type { Frame } from '../frame/frame.ts';
import type { Region } from '../frame/region.ts';
import { createFaceMasks } from '../masks/face-masks.ts';
import { composeMask } from '../masks/minimum.ts';
import type { MaskSettings } from '../masks/settings.ts';
import type { Sessions } from '../onnx/sessions.ts';
import type { DebuggerItem } from '../process-options.ts';
import { rimOf, textStrokes } from './letters.ts';
import { outlineStrokes } from './outline.ts';
import { type Colour, drawStrokes, type Stroke } from './strokes.ts';

export interface FaceDebuggerSettings {
  readonly items: readonly DebuggerItem[];
  readonly mask: MaskSettings;
}

/** Draws what the engine saw of a face. */
export interface FaceDebugger {
  /** Opens and checks the networks of the masks, if masks are drawn. */
  open(): Promise<void>;
  /** Draws over the frame in place; answers the rectangle that may have changed. */
  draw(frame: Frame, face: LandmarkFace): Promise<Region | undefined>;
}

/** FaceFusion's colours, by and large. */
const colours = {
  box: [255, 0, 0],
  /** The box's side that is the face's top. */
  top: [255, 100, 100],
  detected: [255, 0, 0],
  alignment: [0, 255, 0],
  landmarks: [0, 255, 0],
  guessed: [60, 140, 255],
  mask: [0, 255, 0],
  text: [255, 255, 255],
  rim: [0, 0, 0],
} as const satisfies Record<string, Colour>;

/** The crop that masks are shown of: the one that most swappers take. */
const MASK_TEMPLATE = 'arcface_128';
const MASK_SIZE = 512;
/** The outline lies where a mask begins to be seen. */
const MASK_LEVEL = 0.02;

/** Opens nothing yet. */
export function createFaceDebugger(sessions: Sessions, { items, mask }: FaceDebuggerSettings): FaceDebugger {
  const masks = items.includes('face-mask') ? createFaceMasks(sessions, mask) : undefined;
  return {
    async open() {
      await masks?.open();
    },
    async draw(frame, face) {
      const strokes: Stroke[] = [];
      const line = lineWidth(face);
      if (masks !== undefined) {
        const matrix = alignFace(face.alignment, MASK_TEMPLATE, MASK_SIZE);
        const crop = cropPicture(frame, matrix, MASK_SIZE, MASK_SIZE);
        const all = { ...(await masks.before(crop)), ...(await masks.after(crop, face.points68, matrix)) };
        strokes.push(...outlineStrokes(composeMask(Object.values(all)), matrix, MASK_LEVEL, line / 2, colours.mask));
      }
      for (const item of items) strokes.push(...(shapesOf[item]?.(face, line) ?? []));
      const texts = items.flatMap((item) => textsOf[item]?.(face) ?? []);
      strokes.push(...labelStrokes(texts, face, frame));
      return drawStrokes(frame, strokes);
    },
  };
}

/** Lines are thin on small faces and can be seen on large ones. */
function lineWidth({ box }: LandmarkFace): number {
  return Math.max(1, Math.max(box[2], box[3]) / 80);
}

type Shape = (face: LandmarkFace, line: number) => Stroke[];

const shapesOf: Partial<Record<DebuggerItem, Shape>> = {
  'bounding-box': boxStrokes,
  'face-landmark-5': (face, line) => discs(face.points5, line * 1.2, colours.detected),
  'face-landmark-5/68': (face, line) => discs(face.alignment, line * 1.2, colours.alignment),
  'face-landmark-68': (face, line) => discs(face.points68, line, colours.landmarks),
  'face-landmark-68/5': (face, line) => discs(face.points68From5, line, colours.guessed),
};

const textsOf: Partial<Record<DebuggerItem, (face: LandmarkFace) => string[]>> = {
  'face-detector-score': ({ score }) => [`face ${score.toFixed(2)}`],
  'face-landmarker-score': ({ landmarkerScore }) => [`landmarks ${landmarkerScore.toFixed(2)}`],
  age: ({ attributes }) => (attributes ? [`age ${attributes.age[0]}-${attributes.age[1] - 1}`] : []),
  gender: ({ attributes }) => (attributes ? [attributes.gender] : []),
  race: ({ attributes }) => (attributes ? [attributes.race] : []),
};

function boxStrokes({ box: [x, y, width, height], angle }: LandmarkFace, line: number): Stroke[] {
  const corners = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ] as const;
  const sides = corners.map(([x0, y0], side): Stroke => {
    const [x1, y1] = corners[(side + 1) % 4]!;
    return { x0, y0, x1, y1, radius: line / 2, colour: colours.box };
  });
  // Sides run clockwise from the top, as angles do.
  const top = sides[angle / 90]!;
  return [...sides, { ...top, radius: line, colour: colours.top }];
}

function discs(points: Float32Array, radius: number, colour: Colour): Stroke[] {
  return Array.from({ length: points.length / 2 }, (_, i) => {
    const [x, y] = [points[2 * i]!, points[2 * i + 1]!];
    return { x0: x, y0: y, x1: x, y1: y, radius, colour };
  });
}

/** Lines of text below the face's box, moved as far as it takes to lie in the frame. */
function labelStrokes(texts: readonly string[], { box }: LandmarkFace, frame: Frame): Stroke[] {
  const tall = Math.max(8, box[2] / 12);
  const step = tall * 1.9;
  const below = box[1] + box[3] + step;
  const lowest = frame.height - step * (texts.length - 0.6);
  const lines = texts.flatMap((text, line) => {
    const strokes = textStrokes(text, 0, Math.min(below, lowest) + line * step, tall, colours.text);
    const width = Math.max(0, ...strokes.map(({ x1 }) => x1)) + tall / 2;
    const left = Math.max(tall / 2, Math.min(box[0], frame.width * frame.pixelAspect - width));
    return strokes.map((stroke) => ({ ...stroke, x0: stroke.x0 + left, x1: stroke.x1 + left }));
  });
  return [...rimOf(lines, Math.max(1, tall / 12), colours.rim), ...lines];
}
