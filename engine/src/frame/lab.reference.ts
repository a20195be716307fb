/** What lab.wat does to one colour, without tables, written for reading; the tests hold the kernels against it. */

type Three = readonly [number, number, number];

const toXyz = [0.412453, 0.35758, 0.180423, 0.212671, 0.71516, 0.072169, 0.019334, 0.119193, 0.950227];
const fromXyz = [3.240479, -1.53715, -0.498535, -0.969256, 1.875991, 0.041556, 0.055648, -0.204043, 1.057311];
const white = [0.950456, 1, 1.088754];

/** L, a, b of R, G, B, all 0..255. */
export function labReference(rgb: Three): Three {
  const light = rgb.map((value) => {
    const v = value / 255;
    return nearest(2040 * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  });
  const [x, y, z] = [0, 1, 2].map((row) => {
    const weight = (column: number) => Math.round((4096 * toXyz[row * 3 + column]!) / white[row]!);
    const sum = light[0]! * weight(0) + light[1]! * weight(1) + light[2]! * weight(2);
    const level = ((sum + 2048) >> 12) / 2040;
    return nearest(32768 * Math.fround(level < 216 / 24389 ? (level * 841) / 108 + 16 / 116 : Math.cbrt(level)));
  }) as unknown as Three;
  return [
    (296 * y - 1336934 + 16384) >> 15,
    (500 * (x - y) + 4194304 + 16384) >> 15,
    (200 * (y - z) + 4194304 + 16384) >> 15,
  ];
}

/** R, G, B of L, a, b; what no RGB has is cut off. */
export function rgbReference([l, a, b]: Three): Three {
  const lightness = (l * 100) / 255;
  const y = nearest(16384 * (l <= 20 ? (lightness * 27) / 24389 : ((lightness + 16) / 116) ** 3));
  const root = nearest((16384 * (lightness + 16)) / 116);
  const x = cubeOf(root + ((5 * a * 53687 + 128) >> 13) - 4194);
  const z = cubeOf(root - ((b * 41943 + 16) >> 9) + 10484);
  return [0, 1, 2].map((row) => {
    const weight = (column: number) => Math.round(4096 * fromXyz[row * 3 + column]! * white[column]!);
    const sum = x * weight(0) + y * weight(1) + z * weight(2);
    const light = Math.min(Math.max((sum + 8192) >> 14, 0), 4095) / 4096;
    return nearest(255 * (light <= 0.0031308 ? light * 12.92 : light ** (1 / 2.4) * 1.055 - 0.055));
  }) as unknown as Three;
}

/** X or Z of its root, by integer divisions. */
function cubeOf(root: number): number {
  if (root <= 3390) return Math.trunc((root * 108) / 841) - 290;
  return Math.floor((Math.floor((root * root) / 16384) * root) / 16384);
}

/** To the nearest whole number, halves to the even one. */
function nearest(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
