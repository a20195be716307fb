import { AV_PKT_DATA_CONTENT_LIGHT_LEVEL, AV_PKT_DATA_MASTERING_DISPLAY_METADATA } from 'node-av/constants';
import { EngineError } from '../errors.ts';
import type { StreamSideData } from './picture-properties.ts';

/** Best that the eye cannot tell from the input; about CRF 18 of x264. */
export const defaultQuality = 75;

export interface SettingsInput {
  readonly quality: number;
  /** The encoder's own number instead of `quality`. */
  readonly rateFactor?: number | undefined;
  readonly preset: string | undefined;
  readonly width: number;
  readonly sideData: readonly StreamSideData[];
}

type Settings = Record<string, string | number>;

/** A family of FFmpeg encoders that are set up alike. */
interface Family {
  readonly names: RegExp;
  /** Speed presets that can be named. Checked here, as some encoders write their complaint to the terminal. */
  readonly presets: readonly string[];
  /** Least and greatest rate factor; undefined where there is none. */
  readonly factors?: readonly [least: number, greatest: number];
  settings(input: SettingsInput): Settings;
}

const x264Presets = 'ultrafast superfast veryfast faster fast medium slow slower veryslow placebo'.split(' ');

/** Whole numbers as presets. */
function levels(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
}

/** FFmpeg's fixed quantiser, for the encoders that have no other measure of quality. */
function quantiser(value: number): Settings {
  const lambdaPerQuantiser = 118;
  return { flags: '+qscale', global_quality: Math.round(value * lambdaPerQuantiser) };
}

/** The rate factor: as it is given, or quality 0..100 on the encoder's own scale, where smaller is better. */
function factor({ rateFactor, quality }: SettingsInput, worst: number, best: number): number {
  return rateFactor ?? Math.round((worst - (quality / 100) * (worst - best)) * 10) / 10;
}

const families: readonly Family[] = [
  {
    names: /^libx264(rgb)?$/,
    presets: x264Presets,
    factors: [0, 51],
    settings: (input) => ({
      preset: input.preset ?? 'veryfast',
      crf: factor(input, 40.5, 10.5),
      udu_sei: 1, // writes the mark into the bitstream
      ...parameters('x264-params', [
        // Its own thread for looking ahead holds some ten pictures more, and is no faster beside the face threads.
        'sync-lookahead=0',
        // The default preset's ten pictures of looking ahead hold 30 MB more at 1080p than five; a preset that was asked for stays.
        input.preset === undefined ? 'rc-lookahead=5' : undefined,
        masteringText(input.sideData, 'mastering-display'),
        lightText(input.sideData, 'cll'),
      ]),
    }),
  },
  {
    names: /^libx265$/,
    presets: x264Presets,
    factors: [0, 51],
    settings: (input) => ({
      preset: input.preset ?? 'veryfast',
      crf: factor(input, 42.5, 12.5),
      udu_sei: 1,
      ...parameters('x265-params', [
        'log-level=none',
        masteringText(input.sideData, 'master-display'),
        lightText(input.sideData, 'max-cll'),
      ]),
    }),
  },
  {
    names: /^libvpx(-vp9)?$/,
    presets: levels(0, 8),
    factors: [0, 63],
    settings: (input) => ({
      deadline: 'good',
      'cpu-used': input.preset ?? 5,
      'row-mt': 1,
      'tile-columns': Math.max(0, Math.min(4, Math.floor(Math.log2(input.width / 256)))),
      crf: factor(input, 60, 8),
      b: 0,
    }),
  },
  {
    names: /^libsvtav1$/,
    presets: levels(0, 13),
    factors: [1, 63],
    settings: (input) => ({ preset: input.preset ?? 10, crf: Math.round(factor(input, 60, 10)) }),
  },
  {
    names: /_nvenc$/,
    presets: ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'fast', 'medium', 'slow'],
    factors: [0, 51],
    settings: (input) => ({
      preset: input.preset ?? 'p4',
      rc: 'vbr',
      cq: factor(input, 41.5, 11.5),
      b: 0,
      udu_sei: 1,
    }),
  },
  {
    names: /_qsv$/,
    presets: x264Presets.slice(2, 9),
    // 0 would mean that none is set.
    factors: [1, 51],
    settings: (input) => ({
      preset: input.preset ?? 'veryfast',
      global_quality: Math.round(factor(input, 41, 11)),
    }),
  },
  {
    names: /_amf$/,
    presets: ['speed', 'balanced', 'quality'],
    factors: [0, 51],
    settings: (input) => {
      const level = Math.round(factor(input, 41, 11));
      return { quality: input.preset ?? 'balanced', rc: 'cqp', qp_i: level, qp_p: level, qp_b: level };
    },
  },
  {
    names: /_videotoolbox$/,
    presets: [],
    // Kilobits a second.
    factors: [1, 1e6],
    settings: ({ quality, rateFactor }) =>
      rateFactor === undefined ? quantiser(Math.max(1, quality)) : { b: Math.round(rateFactor * 1000) },
  },
  { names: /^(prores_ks|ffv1)$/, presets: [], settings: () => ({}) },
];

/** Whether an encoder is one that the engine knows how to set up. */
export function isKnownEncoder(name: string): boolean {
  return families.some((family) => family.names.test(name));
}

/** The options that an encoder is opened with. */
export function encoderSettings(name: string, input: SettingsInput): Settings {
  const { quality } = input;
  if (!(quality >= 0 && quality <= 100)) {
    throw new EngineError('option-invalid', `quality is ${quality} (allowed: 0 to 100)`, { data: { quality } });
  }
  const family = families.find((candidate) => candidate.names.test(name));
  if (!family)
    throw new EngineError('encoder-unavailable', `encoder ${name} is not supported`, { data: { encoder: name } });
  checkFactor(name, input.rateFactor, family.factors);
  const { preset } = input;
  if (preset !== undefined && !family.presets.includes(preset)) {
    const allowed = family.presets.join(', ') || 'none';
    const message = `encoder ${name} has no preset ${preset} (allowed: ${allowed})`;
    throw new EngineError('option-invalid', message, { data: { preset, allowed: family.presets } });
  }
  return family.settings(input);
}

function checkFactor(name: string, given: number | undefined, factors: Family['factors']): void {
  if (given === undefined) return;
  const allowed = factors === undefined ? 'none: it has no such factor' : factors.join(' to ');
  if (factors !== undefined && given >= factors[0] && given <= factors[1]) return;
  const message = `the rate factor of ${name} is ${given} (allowed: ${allowed})`;
  throw new EngineError('option-invalid', message, { data: { rateFactor: given, encoder: name } });
}

function parameters(option: string, values: readonly (string | undefined)[]): Settings {
  const given = values.filter((value) => value !== undefined);
  return given.length === 0 ? {} : { [option]: given.join(':') };
}

/** `AVMasteringDisplayMetadata` (ten rationals, two flags) as x264 and x265 want it: units of 0.00002 and 0.0001 cd/m². */
function masteringText(sideData: readonly StreamSideData[], name: string): string | undefined {
  const data = sideData.find((each) => each.type === AV_PKT_DATA_MASTERING_DISPLAY_METADATA)?.data;
  if (!data || data.length < 88 || data.readInt32LE(80) === 0 || data.readInt32LE(84) === 0) return undefined;
  const value = (at: number, units: number) =>
    Math.round((data.readInt32LE(at * 8) / data.readInt32LE(at * 8 + 4)) * units);
  const point = (at: number) => `(${value(at, 50_000)},${value(at + 1, 50_000)})`;
  const light = `(${value(9, 10_000)},${value(8, 10_000)})`;
  return `${name}=G${point(2)}B${point(4)}R${point(0)}WP${point(6)}L${light}`;
}

function lightText(sideData: readonly StreamSideData[], name: string): string | undefined {
  const data = sideData.find((each) => each.type === AV_PKT_DATA_CONTENT_LIGHT_LEVEL)?.data;
  return data && data.length >= 8 ? `${name}=${data.readUInt32LE(0)},${data.readUInt32LE(4)}` : undefined;
}
