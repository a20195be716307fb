import type { ModelReport } from '@mirrorworks/contract';
import type { Engine } from '../../engine.ts';

/** A model of the catalogue as the engine tells of it. */
export type ModelStatus = Awaited<ReturnType<Engine['inspectModels']>>[number];

/** Models as `--json` prints them. */
export function toReports(models: readonly ModelStatus[], { withNeeds }: Pick<Engine, 'withNeeds'>): ModelReport[] {
  return models.map((model) => {
    const uses = withNeeds([model.name]).map(({ commercialUse }) => commercialUse);
    return toReport(model, uses.includes('no') ? 'no' : uses.includes('unknown') ? 'unknown' : 'yes');
  });
}

/** What is known of the file wins over what the catalogue says. */
function toReport(
  { commercialUse, pinned, release: _, ...model }: ModelStatus,
  maySellWithNeeds: ModelReport['maySellWithNeeds'],
): ModelReport {
  return {
    ...model,
    maySell: commercialUse,
    maySellWithNeeds,
    trainingData: model.trainingData ?? null,
    bytes: pinned?.bytes ?? model.bytes ?? null,
    crc32: pinned?.crc32 ?? model.crc32 ?? null,
    sha256: pinned?.sha256 ?? model.sha256 ?? null,
    needs: [...model.needs],
    standsInFor: model.standsInFor ?? null,
    sources: [...model.sources],
    origin: model.origin ?? null,
  };
}
