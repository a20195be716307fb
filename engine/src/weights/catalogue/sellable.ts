import { EngineError } from '../../errors.ts';
import { modelEntry, withNeeds } from './catalogue.ts';
import type { ModelEntry } from './entry.ts';

const meanings = {
  no: 'forbids commercial use',
  unknown: 'is unknown, so no one has given leave to sell what it makes',
} as const;

/**
 * The models among these, with all that they need, whose results may not be sold: the licence forbids it, or nobody knows it.
 * Error: `option-invalid` for a name that is not in the catalogue.
 */
export function chainLicences(names: readonly string[]): readonly ModelEntry[] {
  return withNeeds(names).filter(({ commercialUse }) => commercialUse !== 'yes');
}

/**
 * Passes when the results of these models may be sold, as far as their licences say.
 *
 * @throws EngineError `licence-refused`, naming each part that may not be sold, its licence, and which model needs it.
 */
export function requireSellable(names: readonly string[]): void {
  const refused = chainLicences(names);
  if (refused.length === 0) return;
  const asked = new Set(names.map((name) => modelEntry(name).name));
  const parts = refused.map((entry) => {
    const user = asked.has(entry.name) ? undefined : names.find((name) => withNeeds([name]).includes(entry));
    return `${entry.name}${user === undefined ? '' : ` (which ${user} needs)`}: ${termsOf(entry)}`;
  });
  const message = `what these models make may not be sold: ${parts.join('; ')}`;
  const data = { models: refused.map(({ name }) => name), licences: refused.map(({ licence }) => licence) };
  throw new EngineError('licence-refused', message, { data });
}

/** `its licence LicenseRef-ResearchRAIL forbids commercial use`; empty for a model whose results may be sold. */
export function termsOf({ licence, commercialUse }: ModelEntry): string {
  if (commercialUse === 'yes') return '';
  if (commercialUse === 'unknown') return `its licence ${meanings.unknown}`;
  return `its licence ${licence} ${meanings.no}`;
}
