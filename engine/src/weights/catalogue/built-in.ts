import manifest from '../../../package.json' with { type: 'json' };
import { type BuiltInRecord, builtInNames, builtInPack } from '../built-in/pack.ts';
import type { ModelEntry } from './entry.ts';

/** The models of the built-in pack, as entries of the catalogue. */
export const builtInModels: readonly ModelEntry[] = builtInNames.map((name) => {
  const { role, licence, licenceSource, commercialUse, trainingData, source, onnx }: BuiltInRecord = builtInPack[name];
  const version = manifest.dependencies[source.package];
  return {
    ...{ name, role, pack: 'built-in', licence, licenceSource, commercialUse, note: '', trainingData, ...onnx },
    ...{ crc32: undefined, needs: [], standsInFor: undefined, release: undefined },
    sources: [`npm:${source.package}@${version}/${source.files[0].file}`],
  };
});
