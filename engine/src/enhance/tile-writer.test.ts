import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lumaRange, rgbToYuvCoefficients } from '../frame/color.ts';
import { allocateFrame, type Frame, type PixelFormat } from '../frame/frame.ts';
import { TileWriter } from './tile-writer.ts';
import { layTiles } from './tiles.ts';

const formats = {
  yuv420: { model: 'yuv', bitDepth: 8, chromaShiftX: 1, chromaShiftY: 1 },
  yuv422: { model: 'yuv', bitDepth: 8, chromaShiftX: 1, chromaShiftY: 0 },
  yuv440: { model: 'yuv', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 1 },
  yuv444: { model: 'yuv', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 },
  tenBit: { model: 'yuv', bitDepth: 10, chromaShiftX: 1, chromaShiftY: 1 },
  rgb: { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 },
  rgb16: { model: 'rgb', bitDepth: 16, chromaShiftX: 0, chromaShiftY: 0 },
  gray: { model: 'gray', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 },
} as const satisfies Record<string, PixelFormat>;

type Colours = (channel: number, x: number, y: number) => number;

/** A picture, 0..1, in which no two neighbours are alike. */
const picture: Colours = (channel, x, y) => 0.5 + 0.45 * Math.sin(x * 1.3 + y * 0.7 + channel * 2);
/** A network's result; it leaves 0..1. */
const result: Colours = (channel, x, y) => 0.5 + 0.6 * Math.cos(x * 0.31 - y * 0.23 + channel);

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** The definition: the picture enlarged bilinearly, its border going on, mixed with the clamped result; 0..255. */
function mixed(width: number, height: number, scale: number, share: number): Colours {
  const at = (channel: number, x: number, y: number) =>
    picture(channel, clamp(x, 0, width - 1), clamp(y, 0, height - 1));
  return (channel, bigX, bigY) => {
    const [px, py] = [(bigX + 0.5) / scale - 0.5, (bigY + 0.5) / scale - 0.5];
    const [x, y] = [Math.floor(px), Math.floor(py)];
    const row = (line: number) => at(channel, x, line) * (1 - px + x) + at(channel, x + 1, line) * (px - x);
    const kept = row(y) * (1 - py + y) + row(y + 1) * (py - y);
    return 255 * (clamp(result(channel, bigX, bigY), 0, 1) * share + kept * (1 - share));
  };
}

/** A sample of a plane by its definition, before rounding. Chroma is left-sited: columns coincide, rows lie midway. */
function sampleOf(frame: Frame, colours: Colours, index: number, x: number, y: number): number {
  const { format, color } = frame;
  const { black, span } = lumaRange(color.fullRange, format.bitDepth);
  if (format.model === 'rgb') return (colours(index, x, y) * span) / 255 + black;
  const [r, g, b] = [0, 1, 2].map((channel) => {
    if (format.model === 'gray' || index === 0) return colours(channel, x, y);
    const at = (column: number, row: number) => colours(channel, Math.max(0, column), row);
    const across = (row: number) =>
      format.chromaShiftX ? (at(2 * x - 1, row) + 2 * at(2 * x, row) + at(2 * x + 1, row)) / 4 : at(x, row);
    return format.chromaShiftY ? (across(2 * y) + across(2 * y + 1)) / 2 : across(y);
  }) as [number, number, number];
  if (format.model === 'gray') return ((0.299 * r + 0.587 * g + 0.114 * b) * span) / 255 + black;
  const k = rgbToYuvCoefficients(color, format.bitDepth);
  if (index === 0) return k.yR * r + k.yG * g + k.yB * b + k.yOffset;
  if (index === 1) return k.uR * r + k.uG * g + k.uB * b + k.cOffset;
  return k.vR * r + k.vG * g + k.vB * b + k.cOffset;
}

function writeAll(format: PixelFormat, width: number, height: number, scale: number, share: number): Frame {
  const color =
    format.model === 'yuv'
      ? { matrix: 'bt709' as const, fullRange: false }
      : { matrix: 'identity' as const, fullRange: true };
  const size = { width: width * scale, height: height * scale, pixelAspect: 1 };
  const output = allocateFrame({ ...size, format, color });
  const shape = { side: 16, pad: 4, overlap: 2 };
  const writer = new TileWriter(output, scale, share);
  for (const tile of layTiles(width, height, shape)) {
    const fill = (side: number, step: number, colours: Colours, outside: number) =>
      Float32Array.from({ length: side * side * 3 }, (_, i) => {
        const x = (i % side) + tile.left * step;
        const y = (Math.floor(i / side) % side) + tile.top * step;
        const inside = x >= 0 && y >= 0 && x < width * step && y < height * step;
        return inside ? colours(Math.floor(i / side / side), x, y) : outside;
      });
    // What lies outside the picture must not show: not the black that was seen, not what became of it.
    const planes = { seen: fill(16, 1, picture, 0), made: fill(16 * scale, scale, result, 1e9), side: 16 };
    writer.write(tile, planes);
  }
  return output;
}

for (const [name, format] of Object.entries(formats)) {
  test(`${name}: tiles give the enlarged picture, mixed`, () => {
    const sizes = [
      [25, 31, 2, 0.8],
      [13, 9, 4, 0.3],
      [1, 1, 2, 0.5],
      [9, 13, 8, 1],
      [21, 5, 2, 0],
    ] as const;
    for (const [width, height, scale, share] of sizes) {
      const output = writeAll(format, width, height, scale, share);
      const colours = mixed(width, height, scale, share);
      for (const [index, plane] of output.planes.entries()) {
        for (let y = 0; y < plane.height; y++) {
          for (let x = 0; x < plane.width; x++) {
            const wanted = clamp(sampleOf(output, colours, index, x, y), 0, 2 ** format.bitDepth - 1);
            const found = plane.data[y * plane.stride + x]!;
            // Half a step of rounding, and single precision.
            const most = 0.5 + 2 ** (format.bitDepth - 8) * 1e-3;
            assert.ok(
              Math.abs(found - wanted) <= most,
              `${width} × ${height} · ${scale}, plane ${index} at ${x}, ${y}: ${found}, not ${wanted}`,
            );
          }
        }
      }
    }
  });
}

test('a result that is not a number is black', () => {
  const output = allocateFrame({
    ...{ width: 4, height: 4, pixelAspect: 1, format: formats.rgb },
    color: { matrix: 'identity', fullRange: true },
  });
  const [tile] = layTiles(2, 2, { side: 16, pad: 4, overlap: 2 });
  const made = new Float32Array(32 * 32 * 3).fill(Number.NaN);
  for (const plane of output.planes) plane.data.fill(9);
  new TileWriter(output, 2, 1).write(tile!, { seen: new Float32Array(16 * 16 * 3), made, side: 16 });
  assert.ok(output.planes.every(({ data }) => data.every((value) => value === 0)));
});
