const units = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
} as const;

/** A unit of bytes: powers of ten, or with an `i` powers of two. */
export type ByteUnit = keyof typeof units;

/** Bytes of `600MB`, `1.5 GiB`, `600` (in `plainUnit`); undefined when the text is none of these. Case matters only in `i`. */
export function parseBytes(text: string, plainUnit: ByteUnit = 'B'): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)\s*([a-zA-Z]*)$/.exec(text.trim());
  if (!parts) return undefined;
  const [, amount = '', name = ''] = parts;
  const unit = name === '' ? plainUnit : findUnit(name);
  return unit && Math.round(Number(amount) * units[unit]);
}

function findUnit(name: string): ByteUnit | undefined {
  return (Object.keys(units) as ByteUnit[]).find((unit) => unit.toLowerCase() === name.toLowerCase());
}

/** Bytes for people, in powers of ten: `539 kB`, `7.1 MB`, `25.1 GB`. */
export function formatBytes(bytes: number): string {
  const unit = bytes >= 999.5e6 ? 'GB' : bytes >= 999.5e3 ? 'MB' : bytes >= 1000 ? 'kB' : 'B';
  const amount = bytes / units[unit];
  return `${unit === 'B' || unit === 'kB' ? Math.round(amount) : amount.toFixed(1)} ${unit}`;
}
