/**
 * How long the pixel work of one face takes, in milliseconds, for a face of 400 × 480 pixels in a picture of 1080p:
 *
 *     node engine/bench/kernels.ts                       against the definitions (*.reference.ts), which are slow
 *     node engine/bench/kernels.ts ../before/engine/src  against the same functions of another checkout
 *
 * Both sides run in turn in one process, so that other programs disturb both alike; the ratio is that of the medians.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { newFaceMap } from '../src/blend/attention.ts';
import { compositeReference } from '../src/blend/composite.reference.ts';
import { composite } from '../src/blend/composite.ts';
import { pasteCrop } from '../src/blend/paste.ts';
import { regionMaps } from '../src/blend/regions.ts';
import { matchDetailReference } from '../src/blend/sharpness.reference.ts';
import { matchDetail } from '../src/blend/sharpness.ts';
import { CanvasPainter } from '../src/faces/detectors/canvas.ts';
import { planLook } from '../src/faces/detectors/look.ts';
import { unitRange } from '../src/faces/detectors/network.ts';
import { triangles, uv } from '../src/faces/uv/topology.ts';
import { type Affine, compose, invert, similarity } from '../src/frame/affine.ts';
import { evenOutLight } from '../src/frame/contrast.ts';
import { cropPicture } from '../src/frame/crop-face.ts';
import { allocateFrame, type Frame, type PixelFormat } from '../src/frame/frame.ts';
import { gaussianBlur } from '../src/frame/gaussian.ts';
import type { Mask, Picture } from '../src/frame/picture.ts';
import { resizePicture } from '../src/frame/resize.ts';
import { sampleRgb } from '../src/frame/sample.ts';
import { drawOwn } from '../src/swap/mesh/own.ts';
import { rasterizeReference } from '../src/swap/mesh/rasterize.reference.ts';
import { Canvas, type CanvasPatch, rasterize, type Vertices } from '../src/swap/mesh/rasterize.ts';
import { type Texture, UNIT } from '../src/swap/mesh/texture.ts';
import { poseMesh } from '../test/synthetic-face.ts';

/** One way to do the work. */
interface Side {
  readonly patch: (x: number, y: number, width: number, height: number) => CanvasPatch;
  readonly rasterize: typeof rasterize;
  readonly matchDetail: typeof matchDetail;
  readonly composite: typeof composite;
  readonly drawOwn: typeof drawOwn;
  readonly pictures: Pictures;
}

/** The work around networks that want whole crops. */
interface Pictures {
  readonly sampleRgb: typeof sampleRgb;
  readonly cropPicture: typeof cropPicture;
  readonly pasteCrop: typeof pasteCrop;
  readonly resizePicture: typeof resizePicture;
  readonly gaussianBlur: typeof gaussianBlur;
  readonly evenOutLight: typeof evenOutLight;
  readonly painter: Pick<CanvasPainter, 'paint'>;
}

interface Measure {
  readonly name: string;
  readonly run: (side: Side, patch: CanvasPatch) => void;
}

const [LEFT, TOP, WIDTH, HEIGHT] = [760, 260, 400, 480];
/** The definitions take seconds. */
const [TURNS, WARM_UP] = process.argv[2] === undefined ? [14, 4] : [120, 20];
const STUDY = 64;

const mesh = poseMesh({ x: 960, y: 500, eyes: 186 });
const column = (pick: (point: number) => number) => Float32Array.from(uv.u, (_, i) => pick(i));
const vertices: Vertices = {
  ...{ x: column((i) => mesh[i * 3]!), y: column((i) => mesh[i * 3 + 1]!), z: column((i) => mesh[i * 3 + 2]!) },
  ...{ u: uv.u, v: uv.v, alpha: column(() => 1) },
  ...{ gainR: column((i) => 150 + (i % 7)), gainG: column(() => 120), gainB: column(() => 90) },
};
const texture: Texture = {
  size: 512,
  rgba: Uint16Array.from({ length: 512 * 512 * 4 }, (_, i) => UNIT - 999 + ((i * 7919) % 1999)),
};
const shown = { size: STUDY, values: regionMaps(STUDY).edge };
const format = { model: 'yuv', bitDepth: 8, chromaShiftX: 1, chromaShiftY: 1 } as const;
const frames: Readonly<Record<string, Frame>> = {
  '4:2:0': frameOf(format),
  '4:2:0 10 bit': frameOf({ ...format, bitDepth: 10 }),
  '4:2:2': frameOf({ ...format, chromaShiftY: 0 }),
  '4:4:4': frameOf({ ...format, chromaShiftX: 0, chromaShiftY: 0 }),
  rgb: frameOf({ model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 }),
};

/** As `rasterize` leaves it: colours, alpha and depth. */
const drawn = new Canvas().patch(LEFT, TOP, WIDTH, HEIGHT);
rasterize(drawn, triangles, vertices, texture, shown);
const [colors, depths] = [drawn.rgba.slice(), drawn.depth.slice()];

/** The frame as a detector sees it, and a face of 400 pixels as crops of three sizes, somewhat turned. */
const small = new Float32Array(640 * 360 * 3);
const crops = [128, 256, 512].map((size) => ({
  ...{ size, map: frameToCrop(size), crop: pictureOf(size), mask: maskOf(size) },
}));

const measures: readonly Measure[] = [
  {
    name: 'rasterize',
    run: (side) => side.rasterize(side.patch(LEFT, TOP, WIDTH, HEIGHT), triangles, vertices, texture, shown),
  },
  {
    name: 'matchDetail',
    run: (side, patch) => side.matchDetail(patch, { edges: 6, grain: 3 }, 7),
  },
  ...Object.entries(frames).map(([name, frame]) => ({
    name: `composite ${name}`,
    run: (side: Side, patch: CanvasPatch) => side.composite(frame, patch),
  })),
  ...[1, 0.7].map((blend) => ({
    name: `drawOwn, blend ${blend}`,
    run: (side: Side, patch: CanvasPatch) =>
      side.drawOwn(patch, frames['4:2:0']!, mesh, vertices, newFaceMap(STUDY, [], blend)),
  })),
  ...(['area', 'bilinear'] as const).map((filter) => ({
    name: `1080p to 360p, ${filter}`,
    run: ({ pictures }: Side) =>
      pictures.sampleRgb(frames['4:2:0']!, [3, 0, 1, 0, 3, 1], 640, 360, small, { filter, planar: true }),
  })),
  ...crops.flatMap(({ size, map, crop, mask }) => [
    {
      name: `crop ${size}`,
      run: ({ pictures }: Side) => void pictures.cropPicture(frames['4:2:0']!, map, size, size),
    },
    {
      name: `paste ${size}`,
      run: ({ pictures }: Side) => void pictures.pasteCrop(frames['4:2:0']!, crop, mask, map),
    },
    { name: `gaussian ${size}, 5`, run: ({ pictures }: Side) => void pictures.gaussianBlur(mask, 5) },
    { name: `resize ${size} to 256`, run: ({ pictures }: Side) => void pictures.resizePicture(crop, 256, 256) },
  ]),
  {
    name: 'canvas 640',
    // A look of its own, since the last one's drawing is kept.
    run: ({ pictures }) =>
      void pictures.painter.paint(
        frames['4:2:0']!,
        planLook(frames['4:2:0']!, 0, [0, 0, 0, 0], 640),
        { width: 640, height: 448 },
        unitRange,
      ),
  },
  { name: 'even out light 256', run: ({ pictures }) => void pictures.evenOutLight(crops[1]!.crop) },
];

const canvas = new Canvas();
const ours: Side = {
  patch: (...place) => canvas.patch(...place),
  ...{ rasterize, matchDetail, composite, drawOwn },
  pictures: {
    ...{ sampleRgb, cropPicture, pasteCrop, resizePicture, gaussianBlur, evenOutLight },
    painter: new CanvasPainter(640),
  },
};
const other = process.argv[2] === undefined ? definitions() : await checkout(resolve(process.argv[2]));

console.log('milliseconds              before   median     this   median    ratio');
for (const measure of measures) {
  const times = [[], []] as [number[], number[]];
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [i, side] of [other, ours].entries()) {
      const patch = side.patch(LEFT, TOP, WIDTH, HEIGHT);
      patch.rgba.set(colors);
      patch.depth.set(depths);
      const started = performance.now();
      measure.run(side, patch);
      if (turn >= WARM_UP) times[i]!.push(performance.now() - started);
    }
  }
  const [before, now] = times.map((list) => list.sort((a, b) => a - b)) as [number[], number[]];
  const middle = before.length >> 1;
  const cells = [before[0]!, before[middle]!, now[0]!, now[middle]!, before[middle]! / now[middle]!];
  console.log(measure.name.padEnd(24), ...cells.map((cell) => cell.toFixed(2).padStart(8)));
}

/** What does nothing, where there is nothing to compare with. */
function noPictures(): Pictures {
  const [{ crop, mask }] = crops as [(typeof crops)[number]];
  return {
    ...{ sampleRgb: () => {}, cropPicture: () => crop, pasteCrop: () => undefined },
    ...{ resizePicture: () => crop, gaussianBlur: () => mask, evenOutLight: () => crop },
    painter: { paint: () => ({ data: small, dims: [] }) },
  };
}

/** The definitions. They have none of `drawOwn` and of the work on pictures. */
function definitions(): Side {
  const rgba = new Float32Array(WIDTH * HEIGHT * 4);
  const depth = new Float32Array(WIDTH * HEIGHT);
  return {
    patch: (x, y, width, height) => ({ x, y, width, height, rgba: rgba.fill(0), depth: depth.fill(Infinity) }),
    rasterize: rasterizeReference,
    matchDetail: matchDetailReference,
    composite: compositeReference,
    drawOwn: () => {},
    pictures: noPictures(),
  };
}

async function checkout(source: string): Promise<Side> {
  const load = (path: string) => import(pathToFileURL(`${source}/${path}`).href);
  const drawing = (await load('swap/mesh/rasterize.ts')) as { Canvas: typeof Canvas; rasterize: typeof rasterize };
  const { matchDetail } = (await load('blend/sharpness.ts')) as Pick<Side, 'matchDetail'>;
  const { composite } = (await load('blend/composite.ts')) as Pick<Side, 'composite'>;
  const { drawOwn } = (await load('swap/mesh/own.ts')) as Pick<Side, 'drawOwn'>;
  const files = ['sample', 'crop-face', 'resize', 'gaussian', 'contrast'].map((file) => `frame/${file}.ts`);
  // Older checkouts lack some.
  const loaded = await Promise.all([...files, 'blend/paste.ts'].map((file) => load(file).catch(() => ({}))));
  const canvases = (await load('faces/detectors/canvas.ts').catch(() => undefined)) as
    | { CanvasPainter: typeof CanvasPainter }
    | undefined;
  const painter = canvases && { painter: new canvases.CanvasPainter(640) };
  const theirs = new drawing.Canvas();
  return {
    patch: (...place) => theirs.patch(...place),
    rasterize: drawing.rasterize,
    ...{ matchDetail, composite, drawOwn },
    pictures: Object.assign(noPictures(), ...loaded, painter) as Pictures,
  };
}

function frameToCrop(size: number): Affine {
  return invert(compose([1, 0, LEFT, 0, 1, TOP], similarity(0.1, WIDTH / size, 0, 0)));
}

function pictureOf(size: number): Picture {
  const rgb = Float32Array.from({ length: size * size * 3 }, (_, i) => (i * 7919) % 256);
  return { width: size, height: size, rgb };
}

/** Soft towards all four sides. */
function maskOf(size: number): Mask {
  const side = (at: number) => Math.min(1, (at * 8) / size, ((size - 1 - at) * 8) / size);
  const values = Float32Array.from({ length: size * size }, (_, i) => side(i % size) * side(Math.floor(i / size)));
  return { width: size, height: size, values };
}

function frameOf(format: PixelFormat): Frame {
  const matrix = format.model === 'yuv' ? 'bt709' : 'identity';
  const frame = allocateFrame({
    width: 1920,
    height: 1080,
    pixelAspect: 1,
    format,
    color: { matrix, fullRange: false },
  });
  for (const { data } of frame.planes) for (let i = 0; i < data.length; i++) data[i] = 60 + ((i * 31) % 90);
  return frame;
}
