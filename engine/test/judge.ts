import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Box } from '../src/faces/face.ts';

/**
 * An independent witness for tests: who is in a picture, by the networks of `@vladmandic/face-api` (dlib's 128-number face
 * descriptor). It finds and aligns faces by itself and shares no code, network or geometry with the engine.
 *
 * Every call runs on the calling thread: 80-100 ms a face when told where to look, 600 ms when it has to search.
 */
export interface Judge {
  /**
   * The descriptor of a face: 128 numbers, compared by `distance`. With `near` it looks only around that box and takes the face
   * nearest its centre; without, it takes the surest face of the picture. Throws an Error when it finds none.
   */
  describe(rgb: Uint8Array, width: number, height: number, near?: Box): Promise<Float32Array>;
  /** All faces of a picture, surest first. */
  find(rgb: Uint8Array, width: number, height: number): Promise<Box[]>;
}

/** Euclidean distance of two descriptors: about 0.1 for one photo seen twice, under 0.6 for one person, above it for strangers. */
export function distance(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index]! - other[index]!) ** 2;
  return Math.sqrt(sum);
}

/** How far around the given box the judge looks, as multiples of its longer side, until it finds a face. */
const REGIONS = [2.5, 1.6, 4];

// The parts of face-api and TensorFlow.js that are used here. Their own types need a browser's.
interface Tensor {
  dispose(): void;
}
interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
interface Detection {
  readonly box: Rect;
  readonly score: number;
}
interface Landmarks {
  align(detection: null, options: { useDlibAlignment: boolean }): Rect;
}
interface FaceApi {
  readonly nets: Record<string, { loadFromDisk(folder: string): Promise<void> }> & {
    readonly faceLandmark68Net: { detectLandmarks(face: Tensor): Promise<Landmarks> };
    readonly faceRecognitionNet: { computeFaceDescriptor(face: Tensor): Promise<Float32Array> };
  };
  readonly SsdMobilenetv1Options: new (options: { minConfidence: number; maxResults: number }) => object;
  readonly TinyFaceDetectorOptions: new (options: { inputSize: number; scoreThreshold: number }) => object;
  detectAllFaces(picture: Tensor, options: object): PromiseLike<Detection[]>;
  extendWithFaceDetection(result: object, detection: Detection): object;
  extendWithFaceLandmarks(result: object, landmarks: Landmarks): { readonly landmarks: Landmarks };
  extractFaceTensors(picture: Tensor, where: readonly (Detection | Rect)[]): Promise<Tensor[]>;
}
interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor3d(data: Uint8Array, shape: readonly [number, number, number], type: 'int32'): Tensor;
}

let opened: Promise<Judge> | undefined;

/** Loads the judge's networks (0.3 s); a second call gets the same judge. */
export function openJudge(): Promise<Judge> {
  opened ??= load();
  return opened;
}

async function load(): Promise<Judge> {
  const require = createRequire(import.meta.url);
  const tf: TensorFlow = require('@tensorflow/tfjs');
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist/'));
  wasm.setThreadsCount(1);
  await tf.setBackend('wasm');
  await tf.ready();
  const api: FaceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
  const models = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
  for (const net of ['ssdMobilenetv1', 'tinyFaceDetector', 'faceLandmark68Net', 'faceRecognitionNet']) {
    await api.nets[net]!.loadFromDisk(models);
  }
  return new FaceApiJudge(tf, api);
}

class FaceApiJudge implements Judge {
  readonly #tf: TensorFlow;
  readonly #api: FaceApi;
  /** Searches a whole picture: sure, but 400 ms. */
  readonly #search: object;
  /** For a region with about one face in it, tried in this order. */
  readonly #looks: readonly object[];

  constructor(tf: TensorFlow, api: FaceApi) {
    this.#tf = tf;
    this.#api = api;
    this.#search = new api.SsdMobilenetv1Options({ minConfidence: 0.3, maxResults: 50 });
    const tiny = [224, 160, 320].map(
      (inputSize) => new api.TinyFaceDetectorOptions({ inputSize, scoreThreshold: 0.2 }),
    );
    this.#looks = [...tiny, new api.SsdMobilenetv1Options({ minConfidence: 0.1, maxResults: 5 })];
  }

  async describe(rgb: Uint8Array, width: number, height: number, near?: Box): Promise<Float32Array> {
    const regions =
      near === undefined ? [{ x: 0, y: 0, width, height }] : REGIONS.map((size) => around(near, size, width, height));
    for (const region of regions) {
      const picture = this.#tf.tensor3d(cut(rgb, width, region), [region.height, region.width, 3], 'int32');
      try {
        const face =
          near === undefined
            ? surest(await this.#api.detectAllFaces(picture, this.#search))
            : nearest(await this.#look(picture), near[0] + near[2] / 2 - region.x, near[1] + near[3] / 2 - region.y);
        if (face !== undefined) return await this.#describe(picture, face);
      } finally {
        picture.dispose();
      }
    }
    throw new Error(`the judge finds no face in ${width}×${height}${near ? ` near [${near}]` : ''}`);
  }

  async find(rgb: Uint8Array, width: number, height: number): Promise<Box[]> {
    const picture = this.#tf.tensor3d(rgb, [height, width, 3], 'int32');
    try {
      const faces = await this.#api.detectAllFaces(picture, this.#search);
      return faces.toSorted((a, b) => b.score - a.score).map(({ box }) => [box.x, box.y, box.width, box.height]);
    } finally {
      picture.dispose();
    }
  }

  async #look(picture: Tensor): Promise<Detection[]> {
    for (const options of this.#looks) {
      const faces = await this.#api.detectAllFaces(picture, options);
      if (faces.length > 0) return faces;
    }
    return [];
  }

  /** What `detectSingleFace(…).withFaceLandmarks().withFaceDescriptor()` does after detection. */
  async #describe(picture: Tensor, face: Detection): Promise<Float32Array> {
    const { nets, extractFaceTensors, extendWithFaceDetection, extendWithFaceLandmarks } = this.#api;
    const [crop] = await extractFaceTensors(picture, [face]);
    const relative = await nets.faceLandmark68Net.detectLandmarks(crop!);
    crop!.dispose();
    const { landmarks } = extendWithFaceLandmarks(extendWithFaceDetection({}, face), relative);
    const [aligned] = await extractFaceTensors(picture, [landmarks.align(null, { useDlibAlignment: true })]);
    const descriptor = await nets.faceRecognitionNet.computeFaceDescriptor(aligned!);
    aligned!.dispose();
    return descriptor;
  }
}

function around([x, y, width, height]: Box, size: number, pictureWidth: number, pictureHeight: number): Rect {
  const half = (Math.max(width, height) * size) / 2;
  const left = Math.max(0, Math.round(x + width / 2 - half));
  const top = Math.max(0, Math.round(y + height / 2 - half));
  const right = Math.min(pictureWidth, Math.round(x + width / 2 + half));
  const bottom = Math.min(pictureHeight, Math.round(y + height / 2 + half));
  if (right - left < 2 || bottom - top < 2)
    throw new Error(`the box [${x},${y},${width},${height}] lies outside the picture`);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function cut(rgb: Uint8Array, width: number, region: Rect): Uint8Array {
  const pixels = new Uint8Array(region.width * region.height * 3);
  for (let row = 0; row < region.height; row++) {
    const from = ((region.y + row) * width + region.x) * 3;
    pixels.set(rgb.subarray(from, from + region.width * 3), row * region.width * 3);
  }
  return pixels;
}

function surest(faces: readonly Detection[]): Detection | undefined {
  return faces.toSorted((a, b) => b.score - a.score)[0];
}

function nearest(faces: readonly Detection[], x: number, y: number): Detection | undefined {
  const away = ({ box }: Detection) => Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y);
  return faces.toSorted((a, b) => away(a) - away(b))[0];
}
