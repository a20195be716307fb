/** What a model is for. */
export const modelRoles = [
  'detector',
  'landmarker',
  'eyes',
  'describer',
  'recogniser',
  'classifier',
  'occluder',
  'parser',
  'swapper',
  'converter',
  'face-enhancer',
  'frame-enhancer',
  'content-analyser',
] as const;
export type ModelRole = (typeof modelRoles)[number];

/** Under which terms a model may be used. */
export interface ModelTerms {
  /** SPDX identifier of the weights' licence; `LicenseRef-…` where SPDX has none, `NOASSERTION` where none is stated. */
  readonly licence: string;
  /** What the licence's text says of selling results. What the weights were trained on is another matter: see `trainingData`. */
  readonly commercialUse: 'yes' | 'no' | 'unknown';
  /** What a seller must know besides: credit that is due, copyleft, doubts. Empty when there is nothing. */
  readonly note: string;
}

/** One model of the catalogue: of the built-in pack, or a file that FaceFusion publishes. */
export interface ModelEntry extends ModelTerms {
  /** Also the stem of its file. */
  readonly name: string;
  readonly role: ModelRole;
  /** `built-in`: made from an npm package at first use. `facefusion`: a file that is pulled or imported. */
  readonly pack: 'built-in' | 'facefusion';
  /** Where the licence is stated. */
  readonly licenceSource: string;
  readonly trainingData: string | undefined;
  /** Size of the ONNX file: exact in the built-in pack, else within 0.1 MB of what others report; undefined when unknown. */
  readonly bytes: number | undefined;
  /** Eight lowercase hexadecimal digits. What others report: a hint; the `.hash` file beside a model decides. */
  readonly crc32: string | undefined;
  readonly sha256: string | undefined;
  /** Models that it does not work without, by name. */
  readonly needs: readonly string[];
  /** The newer model whose place it can take. */
  readonly standsInFor: string | undefined;
  /** Where it comes from, first choice first: addresses of files, or `npm:@vladmandic/human@3.3.6/models/blazeface.json`. */
  readonly sources: readonly string[];
  /** FaceFusion's release that holds it, e.g. `models-3.0.0`; undefined in the built-in pack. */
  readonly release: string | undefined;
}
