import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rgbToYuvCoefficients, yuvToRgbCoefficients } from './color.ts';
import type { ColorDescription } from './frame.ts';

const matrices = ['bt601', 'bt709', 'bt2020', 'smpte240m', 'fcc'] as const;

function toRgb(color: ColorDescription, bitDepth: number, y: number, u: number, v: number): number[] {
  const c = yuvToRgbCoefficients(color, bitDepth);
  return [c.y * y + c.rV * v + c.rOffset, c.y * y + c.gU * u + c.gV * v + c.gOffset, c.y * y + c.bU * u + c.bOffset];
}

function toYuv(color: ColorDescription, bitDepth: number, r: number, g: number, b: number): number[] {
  const c = rgbToYuvCoefficients(color, bitDepth);
  return [
    c.yR * r + c.yG * g + c.yB * b + c.yOffset,
    c.uR * r + c.uG * g + c.uB * b + c.cOffset,
    c.vR * r + c.vG * g + c.vB * b + c.cOffset,
  ];
}

function near(actual: readonly number[], expected: readonly number[], tolerance: number, message: string): void {
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs(actual[i]! - value) <= tolerance, `${message}: ${actual.join()} is not ${expected.join()}`);
  }
}

test('samples survive the way to RGB and back, for every matrix, range and bit depth', () => {
  for (const matrix of matrices) {
    for (const fullRange of [false, true]) {
      for (const bitDepth of [8, 10, 12, 16]) {
        const unit = 2 ** (bitDepth - 8);
        for (const yuv of [
          [16, 128, 128],
          [235, 128, 128],
          [81, 90, 240],
          [0, 0, 255],
          [200, 33, 17],
        ]) {
          const [y, u, v] = yuv.map((value) => value * unit) as [number, number, number];
          const [r, g, b] = toRgb({ matrix, fullRange }, bitDepth, y, u, v) as [number, number, number];
          near(toYuv({ matrix, fullRange }, bitDepth, r, g, b), [y, u, v], 1e-6, `${matrix} ${fullRange} ${bitDepth}`);
        }
      }
    }
  }
});

test('black, white and gray are where the range puts them', () => {
  for (const matrix of matrices) {
    near(toRgb({ matrix, fullRange: false }, 8, 16, 128, 128), [0, 0, 0], 1e-9, matrix);
    near(toRgb({ matrix, fullRange: false }, 8, 235, 128, 128), [255, 255, 255], 1e-9, matrix);
    near(toRgb({ matrix, fullRange: false }, 10, 940, 512, 512), [255, 255, 255], 1e-9, matrix);
    near(toRgb({ matrix, fullRange: true }, 8, 255, 128, 128), [255, 255, 255], 1e-9, matrix);
    near(toRgb({ matrix, fullRange: true }, 16, 65535, 32768, 32768), [255, 255, 255], 1e-9, matrix);
  }
});

test('the colour bars have their published values', () => {
  // 100 % red and blue in 8-bit limited range: ITU-R BT.601 and BT.709.
  near(toYuv({ matrix: 'bt601', fullRange: false }, 8, 255, 0, 0), [81, 90, 240], 0.5, 'red 601');
  near(toYuv({ matrix: 'bt601', fullRange: false }, 8, 0, 0, 255), [41, 240, 110], 0.5, 'blue 601');
  near(toYuv({ matrix: 'bt709', fullRange: false }, 8, 255, 0, 0), [63, 102, 240], 0.5, 'red 709');
  near(toYuv({ matrix: 'bt709', fullRange: false }, 8, 0, 255, 0), [173, 42, 26], 0.5, 'green 709');
  near(toYuv({ matrix: 'bt2020', fullRange: false }, 10, 1023 / 4.0117647, 0, 0), [294, 387, 960], 1, 'red 2020');
  // JFIF: Cr of red is clipped to 255.
  near(toYuv({ matrix: 'bt601', fullRange: true }, 8, 255, 0, 0), [76.2, 85, 255.5], 0.1, 'red JFIF');
});

test('RGB planes and odd bit depths are refused', () => {
  assert.throws(() => yuvToRgbCoefficients({ matrix: 'identity', fullRange: true }, 8), RangeError);
  assert.throws(() => rgbToYuvCoefficients({ matrix: 'bt709', fullRange: true }, 7), RangeError);
});
