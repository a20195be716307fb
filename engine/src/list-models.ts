import { catalogue } from './weights/catalogue/catalogue.ts';
import type { ModelEntry } from './weights/catalogue/entry.ts';

export { modelEntry, withNeeds } from './weights/catalogue/catalogue.ts';
export { type ModelEntry, type ModelRole, type ModelTerms, modelRoles } from './weights/catalogue/entry.ts';
export { chainLicences, requireSellable, termsOf } from './weights/catalogue/sellable.ts';

/** Every model of the catalogue: what it does, its licence, what it needs, and where it comes from. The built-in pack is first. */
export function listModels(): readonly ModelEntry[] {
  return catalogue;
}
