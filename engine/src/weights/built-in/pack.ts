import type { ModelRole } from '../catalogue/entry.ts';
import type { Ports } from './translation.ts';

/** A file, and what it must be. */
export interface FileRecord {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What the engine knows of a model: what it is for, where it comes from, what may be done with it, how to call it. */
export interface BuiltInRecord {
  readonly role: ModelRole;
  /** SPDX identifier of the weights' licence. */
  readonly licence: string;
  /** Where that licence is stated. */
  readonly licenceSource: string;
  /** What the licence's text says of selling results. What the weights were trained on is another matter: see `trainingData`. */
  readonly commercialUse: 'yes' | 'no' | 'unknown';
  readonly trainingData: string;
  /** The graph model inside the npm package `@vladmandic/human`: its description and its weights. */
  readonly source: { readonly package: '@vladmandic/human'; readonly files: readonly [FileRecord, FileRecord] };
  /** The ONNX file after translation; translation is deterministic, so a changed translator needs new numbers here. */
  readonly onnx: { readonly bytes: number; readonly sha256: string };
  /** Names of the input and outputs. The translated input is planes: [1, 3, height, width] in the order R, G, B. */
  readonly ports: Ports;
}

const mediapipe = {
  licence: 'Apache-2.0',
  licenceSource: 'https://github.com/google-ai-edge/mediapipe/blob/master/LICENSE',
  commercialUse: 'yes',
  trainingData: "Google's own, not published; the MediaPipe model cards describe it",
} as const;

/** The built-in pack: every model that the engine can run with nothing downloaded. */
export const builtInPack = {
  /**
   * Finds faces. Input `image` [1, 3, 256, 256], RGB in [-1, 1], letter-boxed.
   * Outputs `scores16` [1, 512, 1] and `boxes16` [1, 512, 16] (stride 16: 16×16 cells row by row, 2 anchors a cell), `scores32`
   * [1, 384, 1] and `boxes32` [1, 384, 16] (stride 32: 8×8 cells, 6 anchors a cell). Scores are logits. A box is centre x, y, width,
   * height, then 6 points x, y, in pixels of the input; centre and points count from the anchor at (cell + ½) · stride.
   */
  blazeface: {
    ...mediapipe,
    role: 'detector',
    source: {
      package: '@vladmandic/human',
      files: [
        {
          file: 'models/blazeface.json',
          bytes: 79038,
          sha256: 'cd7bbfc078270572beb39f9e5ae67aadbd50b5e67cff37e6d4f6b3ea39312e5f',
        },
        {
          file: 'models/blazeface.bin',
          bytes: 538928,
          sha256: 'dc9a97fdc50bc43216554bdd69aa3e7b9361a519ee7bdd996a2f69a98a6f9b72',
        },
      ],
    },
    onnx: { bytes: 612436, sha256: '2ff8dba65f69c4f8a5ce0be354d941a5c5345c70f4621bdc129f240fc6bb78df' },
    ports: {
      input: { name: 'image', dims: [1, 256, 256, 3] },
      outputs: { scores16: 'Identity', scores32: 'Identity_1', boxes16: 'Identity_2', boxes32: 'Identity_3' },
    },
  },
  /**
   * Fits the mesh. Input `image` [1, 3, 192, 192], RGB in [0, 1].
   * Outputs `mesh` [1, 1404]: 468 × (x, y, z) in pixels of the input; `presence` [1, 1]: 0..1, the sigmoid is in the graph.
   */
  facemesh: {
    ...mediapipe,
    role: 'landmarker',
    source: {
      package: '@vladmandic/human',
      files: [
        {
          file: 'models/facemesh.json',
          bytes: 95845,
          sha256: 'b60ca26f404724f43bd2b1575761d8265180e1f053cc0731caa68462927309e7',
        },
        {
          file: 'models/facemesh.bin',
          bytes: 1477958,
          sha256: '3826da640b0a3021161605369ee6af293f75d518040355b960ec71a3390c1c0b',
        },
      ],
    },
    onnx: { bytes: 2517855, sha256: 'e149e129c34460eb724e9019f9148332887ca8b9c38bc424d84ab23f5b990b74' },
    ports: {
      input: { name: 'image', dims: [1, 192, 192, 3] },
      outputs: { mesh: 'Identity_2', presence: 'Identity_1' },
    },
  },
  /**
   * Says who a face is. Input `image` [1, 3, 224, 224], RGB in [0, 255].
   * Outputs `descriptor` [1, 1024], not normalised, no element below 0; `gender` [1, 1]: 0 female .. 1 male; `age` [1, 100]: a
   * distribution over years.
   */
  faceres: {
    role: 'describer',
    licence: 'Apache-2.0',
    licenceSource: 'https://github.com/av-savchenko/HSE_FaceRec_tf/blob/master/LICENSE',
    commercialUse: 'yes',
    trainingData: 'its base network was trained on VGGFace2, whose pictures were gathered for research',
    source: {
      package: '@vladmandic/human',
      files: [
        {
          file: 'models/faceres.json',
          bytes: 71432,
          sha256: '5b83d49c0385d2e68a05122441b94226313677cae9fcc40b9587ad50079eb4df',
        },
        {
          file: 'models/faceres.bin',
          bytes: 6978814,
          sha256: '2c7d2d62b76c97528b736527aa09d310ea71743c9e3e79fb6c62d4b2d73af79b',
        },
      ],
    },
    onnx: { bytes: 13981484, sha256: 'ec7533d642f763d25a0d8f6cc6cab5c7e2506196a118c1da68d4b4c70d82f4db' },
    ports: {
      input: { name: 'image', dims: [1, 224, 224, 3] },
      outputs: { descriptor: 'global_pooling/Mean', gender: 'gender_pred/Sigmoid', age: 'age_pred/Softmax' },
    },
  },
  /**
   * Fits an eye. Input `image` [1, 3, 64, 64], RGB in [0, 1].
   * Output `points` [1, 1, 1, 228]: 71 × (x, y, z) of lids and brow, then 5 × (x, y, z) of the iris, in pixels of the input.
   */
  iris: {
    ...mediapipe,
    role: 'eyes',
    source: {
      package: '@vladmandic/human',
      files: [
        {
          file: 'models/iris.json',
          bytes: 122025,
          sha256: '49038ac9dcc09aa05474d91d98e9db5b47af4830929bcf102ed5a56bfbabb465',
        },
        {
          file: 'models/iris.bin',
          bytes: 2599092,
          sha256: 'd7f296d184274213d4642681ae186112cbbec77fd2ab066257d3c56a1940bc71',
        },
      ],
    },
    onnx: { bytes: 2765900, sha256: '4ac5293e721ee9af2e13dbbc45598d7ec02a9fb252d5d347d415b51278185384' },
    ports: {
      input: { name: 'image', dims: [1, 64, 64, 3] },
      outputs: { points: 'Identity' },
    },
  },
} as const satisfies Readonly<Record<string, BuiltInRecord>>;

/** A model of the built-in pack. */
export type BuiltInName = keyof typeof builtInPack;

export const builtInNames = Object.keys(builtInPack) as BuiltInName[];

/** Whether a name is that of a model of the built-in pack. */
export function isBuiltIn(name: string): name is BuiltInName {
  return Object.hasOwn(builtInPack, name);
}
