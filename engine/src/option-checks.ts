import { EngineError } from './errors.ts';

/** The value, if it is one of those allowed; else `option-invalid` naming the option and what is. */
export function oneOf<T extends string | number>(name: string, value: T, allowed: readonly T[]): T {
  if (!allowed.includes(value)) throw invalid(name, value, allowed.join(', '));
  return value;
}

/** Every value of a list checked as by `oneOf`, and at least one of them. */
export function someOf<T extends string | number>(name: string, values: readonly T[], allowed: readonly T[]): T[] {
  if (values.length === 0) throw invalid(name, '[]', `one or more of ${allowed.join(', ')}`);
  return values.map((value) => oneOf(name, value, allowed));
}

/** The value, if it lies in `least..most`; both ends belong to it. */
export function inRange(name: string, value: number, least: number, most: number): number {
  if (!(value >= least && value <= most)) throw invalid(name, value, `${least} to ${most}`);
  return value;
}

/** A whole number in `least..most`. */
export function whole(name: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value)) throw invalid(name, value, `a whole number, ${least} to ${most}`);
  return inRange(name, value, least, most);
}

/** A path that is a text and not empty. */
export function path(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw invalid(name, value, 'the path of a file');
  return value;
}

/** The error for a value that an option does not take. */
export function invalid(name: string, value: unknown, allowed: string): EngineError {
  return new EngineError('option-invalid', `option ${name} is ${value} (allowed: ${allowed})`, {
    data: { option: name, value: String(value) },
  });
}
