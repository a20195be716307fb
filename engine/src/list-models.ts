import manifest from '../package.json' with { type: 'json' };
import { catalogue, type ModelRecord, modelNames } from './weights/catalogue.ts';

/** One model of the catalogue, flat, for people. */
export interface ModelEntry {
  readonly name: string;
  /** What it is for: `detector`, `landmarker`, `describer`, `eyes`. */
  readonly role: string;
  /** SPDX identifier of the weights' licence. */
  readonly licence: string;
  /** Where that licence is stated. */
  readonly licenceSource: string;
  /** What the licence's text says of selling results. */
  readonly commercialUse: 'yes' | 'no' | 'unknown';
  readonly trainingData: string;
  /** Bytes and digest of the ONNX file. */
  readonly bytes: number;
  readonly sha256: string;
  /** Where it comes from, e.g. `npm:@vladmandic/human@3.3.6/models/blazeface.json`. */
  readonly source: string;
}

/** The models of the built-in pack: what each does, its licence, and where it comes from. */
export function listModels(): readonly ModelEntry[] {
  return modelNames.map((name) => {
    const { role, licence, licenceSource, commercialUse, trainingData, source, onnx }: ModelRecord = catalogue[name];
    const version = manifest.dependencies[source.package];
    return {
      ...{ name, role, licence, licenceSource, commercialUse, trainingData, ...onnx },
      source: `npm:${source.package}@${version}/${source.files[0].file}`,
    };
  });
}
