import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Still } from '../decode/still.ts';
import { allocateFrame, type Frame, type Plane } from '../frame/frame.ts';
import { resizeStill } from './resize-still.ts';

/** A ramp to the right in each plane, from 0 to the greatest value, less in the later planes. */
function ramp(bitDepth: 8 | 16, width: number, height: number): Frame {
  const frame = allocateFrame({
    ...{ width, height, pixelAspect: 1, color: { matrix: 'identity', fullRange: true } },
    format: { model: 'rgb', bitDepth, chromaShiftX: 0, chromaShiftY: 0 },
  });
  for (const [index, plane] of frame.planes.entries()) fillRamp(plane, (2 ** bitDepth - 1) / (index + 1));
  return frame;
}

function fillRamp({ data, stride, width, height }: Plane, most: number): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * stride + x] = Math.round((most * x) / (width - 1));
  }
}

function stillOf(frame: Frame, alpha?: Plane): Still {
  return {
    ...{ path: 'ramp.png', format: 'png', frame, alpha, gray: false, losslessWebp: false, notes: [] },
    metadata: { pngColour: [], density: 300 },
  };
}

/** Checks that a plane is the ramp at another size, away from its ends; when it grows, libvips moves it by up to half a pixel. */
function assertRamp({ data, stride, width, height }: Plane, most: number): void {
  const steps = (most / 39) * (20 / width) + most / 100 + 1;
  for (const y of [0, height - 1]) {
    for (let x = 4; x < width - 4; x++) {
      const wanted = (most * ((x + 0.5) / width - 0.5) * 40) / 39 + most / 2;
      assert.ok(Math.abs(data[y * stride + x]! - wanted) <= steps, `${x}: ${data[y * stride + x]}, not ${wanted}`);
    }
  }
}

for (const bitDepth of [8, 16] as const) {
  test(`${bitDepth} bits: every plane and the transparency take the new size, values stay where they were`, async () => {
    const most = 2 ** bitDepth - 1;
    const frame = ramp(bitDepth, 40, 20);
    const alpha = { ...frame.planes[0]!, data: frame.planes[0]!.data.slice() };
    for (const [width, height] of [
      [80, 40],
      [20, 10],
      [62, 20],
    ] as const) {
      const sized = await resizeStill(stillOf(frame, alpha), frame, width, height);
      assert.deepEqual([sized.frame.width, sized.frame.height], [width, height]);
      assert.deepEqual([sized.alpha!.width, sized.alpha!.height], [width, height]);
      assert.equal(sized.frame.planes[0]!.data.constructor, frame.planes[0]!.data.constructor);
      for (const [index, plane] of sized.frame.planes.entries()) assertRamp(plane, most / (index + 1));
      assertRamp(sized.alpha!, most);
      assert.equal(sized.metadata.density, 300);
    }
  });
}

test('what has the size already is not copied', async () => {
  const frame = ramp(8, 40, 20);
  const still = stillOf(frame, frame.planes[0]!);
  const same = await resizeStill(still, frame, 40, 20);
  assert.equal(same.frame, frame);
  assert.equal(same.alpha, still.alpha);
});

test('a frame that was enlarged stays, and only the transparency follows it', async () => {
  const still = stillOf(ramp(8, 40, 20), ramp(8, 40, 20).planes[0]!);
  const enlarged = ramp(8, 80, 40);
  const sized = await resizeStill(still, enlarged, 80, 40);
  assert.equal(sized.frame, enlarged);
  assert.deepEqual([sized.alpha!.width, sized.alpha!.height], [80, 40]);
});

test('the end of a plane whose rows are longer than its picture is not drawn into it', async () => {
  const frame = ramp(8, 40, 20);
  const wide = { data: new Uint8Array(64 * 20).fill(255), stride: 64, width: 40, height: 20 };
  fillRamp(wide, 100);
  const sized = await resizeStill(stillOf(frame, wide), frame, 20, 10);
  assertRamp(sized.alpha!, 100);
});
