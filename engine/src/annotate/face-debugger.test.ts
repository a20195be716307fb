import assert from 'node:assert/strict';
import { test } from 'node:test';
import { templates } from '../faces/align/templates.ts';
import type { LandmarkFace } from '../faces/landmark-face.ts';
import { allocateFrame, type Frame } from '../frame/frame.ts';
import type { MaskSettings } from '../masks/settings.ts';
import { openTestSessions } from '../onnx/testing/test-sessions.ts';
import { type DebuggerItem, debuggerItems, maskAreas, maskRegions } from '../process-options.ts';
import { createFaceDebugger } from './face-debugger.ts';

const mask: MaskSettings = {
  ...{ types: ['box'], areas: maskAreas, regions: maskRegions, blur: 0 },
  ...{ padding: [0, 0, 0, 0], occluder: 'xseg_1', parser: 'bisenet_resnet_34' },
};

/** A face whose box is 80 pixels wide, 100 high, at (100, 60); its crop for masks is the square of 128 at (76, 40). */
const face: LandmarkFace = {
  ...{ box: [100, 60, 80, 100], score: 0.87, angle: 90, landmarkerScore: 0.91 },
  points5: Float32Array.of(120, 90, 160, 90, 140, 110, 125, 135, 155, 135),
  alignment: Float32Array.from(templates.arcface_128, (value, i) => value * 128 + (i % 2 ? 40 : 76)),
  points68: Float32Array.from({ length: 136 }, (_, i) => (i % 2 ? 70 : 110)),
  points68From5: Float32Array.from({ length: 136 }, (_, i) => (i % 2 ? 150 : 170)),
  attributes: { gender: 'female', age: [30, 40], race: 'latino' },
};

function grayFrame(width = 300, height = 260): Frame {
  const frame = allocateFrame({
    ...{ width, height, pixelAspect: 1, format: { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 } },
    color: { matrix: 'identity', fullRange: true },
  });
  for (const { data } of frame.planes) data.fill(90);
  return frame;
}

function at(frame: Frame, x: number, y: number): number[] {
  return frame.planes.map(({ data, stride }) => data[y * stride + x]!);
}

async function drawn(items: readonly DebuggerItem[], one = face, frame = grayFrame()) {
  await using made = await openTestSessions({});
  const artist = createFaceDebugger(made.sessions, { items, mask });
  await artist.open();
  return { frame, region: await artist.draw(frame, one), asked: made.asked };
}

test('the box is red, and its side that is the face’s top lighter', async () => {
  const { frame } = await drawn(['bounding-box']);
  for (const [x, y] of [
    [140, 60],
    [140, 160],
    [100, 110],
  ] as const) {
    const [red, green] = at(frame, x, y);
    assert.ok(red! > 200 && green! < 60, `${x}, ${y} is ${at(frame, x, y)}`);
  }
  assert.deepEqual(at(frame, 180, 110), [255, 100, 100], 'turned by a quarter, the top is on the right');
  assert.deepEqual(at(frame, 140, 110), [90, 90, 90]);
});

test('each set of points is drawn where it is', async () => {
  const sets = {
    'face-landmark-5': [140, 110],
    'face-landmark-5/68': [76 + 64, 40 + 72],
    'face-landmark-68': [110, 70],
    'face-landmark-68/5': [170, 150],
  } as const;
  for (const [item, [x, y]] of Object.entries(sets)) {
    const { frame } = await drawn([item as DebuggerItem]);
    assert.notDeepEqual(at(frame, x, y), [90, 90, 90], item);
    const others = Object.entries(sets).filter(([name]) => name !== item && name !== 'face-landmark-5/68');
    for (const [name, [otherX, otherY]] of others) {
      if (Math.hypot(otherX - x, otherY - y) > 10)
        assert.deepEqual(at(frame, otherX, otherY), [90, 90, 90], `${item}: ${name}`);
    }
  }
});

test('the outline of the mask is green, around the crop', async () => {
  const { frame, asked } = await drawn(['face-mask']);
  for (const [x, y] of [
    [140, 40],
    [76, 100],
    [203, 100],
    [140, 167],
  ] as const) {
    const [red, green] = at(frame, x, y);
    assert.ok(green! > 150 && red! < 70, `${x}, ${y} is ${at(frame, x, y)}`);
  }
  assert.deepEqual(at(frame, 140, 100), [90, 90, 90]);
  assert.deepEqual(asked, [], 'a box needs no network');
});

test('texts stand below the box, and inside the frame where there is no room', async () => {
  const texts = ['face-detector-score', 'face-landmarker-score', 'age', 'gender', 'race'] as const;
  const below = await drawn(texts);
  assert.ok(below.region!.y > 160 && below.region!.x >= 98, JSON.stringify(below.region));
  const { data } = below.frame.planes[0]!;
  assert.ok(data.includes(255) && data.includes(0), 'white letters with a dark rim');
  for (const box of [
    [240, 150, 80, 105],
    [-30, 150, 80, 105],
  ] as const) {
    const { region } = await drawn(texts, { ...face, box });
    const { x, y, width, height } = region!;
    assert.ok(x > 0 && y > 0 && x + width < 300 && y + height < 260, JSON.stringify(region));
  }
});

test('what is not known, and what was not asked for, is not drawn', async () => {
  const { attributes: _, ...unknown } = face;
  const { frame, region } = await drawn(['age', 'gender', 'race'], unknown);
  assert.equal(region, undefined);
  assert.ok(frame.planes.every(({ data }) => data.every((value) => value === 90)));
});

test('a face outside the frame, or larger than it, is no trouble', async () => {
  const moved = (by: number, scale: number): LandmarkFace => {
    const move = (points: Float32Array) => points.map((value) => value * scale + by);
    return {
      ...face,
      box: [100 * scale + by, 60 * scale + by, 80 * scale, 100 * scale],
      ...{ points5: move(face.points5), alignment: move(face.alignment) },
      ...{ points68: move(face.points68), points68From5: move(face.points68From5) },
    };
  };
  const pictures = debuggerItems.filter((item) => item.includes('-landmark-') || item.includes('box'));
  assert.equal((await drawn(pictures, moved(5000, 1))).region, undefined);
  const { region } = await drawn(debuggerItems, moved(-900, 10));
  assert.deepEqual(region, { x: 0, y: 0, width: 300, height: 260 });
});
