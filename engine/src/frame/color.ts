import type { ColorDescription } from './frame.ts';

/** Weights of red and blue in luma (ITU-T H.273 table 4); green has the rest. */
const lumaWeights: Readonly<
  Record<Exclude<ColorDescription['matrix'], 'identity'>, { readonly red: number; readonly blue: number }>
> = {
  bt601: { red: 0.299, blue: 0.114 },
  bt709: { red: 0.2126, blue: 0.0722 },
  bt2020: { red: 0.2627, blue: 0.0593 },
  smpte240m: { red: 0.212, blue: 0.087 },
  fcc: { red: 0.3, blue: 0.11 },
};

/** R = y·Y + rV·V + rOffset, G = y·Y + gU·U + gV·V + gOffset, B = y·Y + bU·U + bOffset; R'G'B' in 0..255, not clamped. */
export interface YuvToRgb {
  readonly y: number;
  readonly rV: number;
  readonly gU: number;
  readonly gV: number;
  readonly bU: number;
  readonly rOffset: number;
  readonly gOffset: number;
  readonly bOffset: number;
}

/** Y = yR·R + yG·G + yB·B + yOffset, U and V likewise with `cOffset`; sample values, neither rounded nor clamped. */
export interface RgbToYuv {
  readonly yR: number;
  readonly yG: number;
  readonly yB: number;
  readonly yOffset: number;
  readonly uR: number;
  readonly uG: number;
  readonly uB: number;
  readonly vR: number;
  readonly vG: number;
  readonly vB: number;
  readonly cOffset: number;
  /** Largest sample value: clamp to 0..max after rounding. */
  readonly max: number;
}

/** Sample value of black, and sample steps from black to white, for luma, R, G, B and gray (ITU-T H.273 section 8.3). */
export function lumaRange(fullRange: boolean, bitDepth: number): { readonly black: number; readonly span: number } {
  const unit = 2 ** (bitDepth - 8);
  return fullRange ? { black: 0, span: 2 ** bitDepth - 1 } : { black: 16 * unit, span: 219 * unit };
}

/** Coefficients from sample values to R'G'B' in 0..255. Throws a RangeError for `identity`: such planes are RGB already. */
export function yuvToRgbCoefficients(color: ColorDescription, bitDepth: number): YuvToRgb {
  const { red, green, blue, black, lumaSpan, chromaSpan, chromaZero } = constants(color, bitDepth);
  const y = 255 / lumaSpan;
  const rV = (2 * (1 - red) * 255) / chromaSpan;
  const bU = (2 * (1 - blue) * 255) / chromaSpan;
  const gU = (-bU * blue) / green;
  const gV = (-rV * red) / green;
  return {
    y,
    rV,
    gU,
    gV,
    bU,
    rOffset: -y * black - rV * chromaZero,
    gOffset: -y * black - (gU + gV) * chromaZero,
    bOffset: -y * black - bU * chromaZero,
  };
}

/** Coefficients from R'G'B' in 0..255 to sample values; the inverse of `yuvToRgbCoefficients`. */
export function rgbToYuvCoefficients(color: ColorDescription, bitDepth: number): RgbToYuv {
  const { red, green, blue, black, lumaSpan, chromaSpan, chromaZero } = constants(color, bitDepth);
  const y = lumaSpan / 255;
  const u = chromaSpan / (2 * (1 - blue) * 255);
  const v = chromaSpan / (2 * (1 - red) * 255);
  return {
    yR: red * y,
    yG: green * y,
    yB: blue * y,
    yOffset: black,
    uR: -red * u,
    uG: -green * u,
    uB: (1 - blue) * u,
    vR: (1 - red) * v,
    vG: -green * v,
    vB: -blue * v,
    cOffset: chromaZero,
    max: 2 ** bitDepth - 1,
  };
}

function constants(color: ColorDescription, bitDepth: number) {
  if (color.matrix === 'identity') throw new RangeError('the identity matrix has no YUV coefficients: planes are RGB');
  if (!(bitDepth >= 8 && bitDepth <= 16)) throw new RangeError(`bit depth ${bitDepth} is not in 8..16`);
  const { red, blue } = lumaWeights[color.matrix];
  const { black, span: lumaSpan } = lumaRange(color.fullRange, bitDepth);
  const chromaSpan = color.fullRange ? lumaSpan : 224 * 2 ** (bitDepth - 8);
  return { red, green: 1 - red - blue, blue, black, lumaSpan, chromaSpan, chromaZero: 2 ** (bitDepth - 1) };
}
