import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../errors.ts';
import { allocateFrame, type Frame, type PixelFormat } from '../frame/frame.ts';
import { ModelWriter } from '../onnx/model-writer.ts';
import type { Sessions } from '../onnx/sessions.ts';
import { openTestSessions } from '../onnx/testing/test-sessions.ts';
import { createFrameEnhancer } from './frame-enhancer.ts';
import { enlargePlane } from './tile-enlarge.reference.ts';

/** The network with the smallest tiles: 64, four times enlarged. */
const model = 'real_web_photo_x4';

const rgb: PixelFormat = { model: 'rgb', bitDepth: 8, chromaShiftX: 0, chromaShiftY: 0 };
const yuv420: PixelFormat = { model: 'yuv', bitDepth: 8, chromaShiftX: 1, chromaShiftY: 1 };

function frameOf(width: number, height: number, format: PixelFormat, pixelAspect = 1): Frame {
  const color =
    format.model === 'yuv'
      ? { matrix: 'bt709' as const, fullRange: false }
      : { matrix: 'identity' as const, fullRange: true };
  return allocateFrame({ width, height, pixelAspect, format, color });
}

/** Noise that is the same every time. */
function noisyFrame(width: number, height: number, pixelAspect = 1): Frame {
  const frame = frameOf(width, height, rgb, pixelAspect);
  let state = 1;
  for (const { data } of frame.planes) {
    for (let i = 0; i < data.length; i++) {
      state = (state * 48_271) % 2_147_483_647;
      data[i] = state & 255;
    }
  }
  return frame;
}

interface Graph {
  readonly side?: number;
  readonly scale?: number;
  /** A number or, for an axis that is free, a name. */
  readonly batch?: number | string;
  /** Writes a batch of one into the graph, whatever its axis says. */
  readonly stubborn?: boolean;
}

/** Repeats each pixel `scale` times; red is halved, and blue grows beyond 1. */
function repeater({ side = 64, scale = 4, batch = 1, stubborn = false }: Graph = {}): Uint8Array {
  const writer = new ModelWriter('repeater');
  const gains = writer.constant('gains', [1, 3, 1, 1], Float32Array.of(0.5, 1, 2));
  let value = writer.node('Mul', ['input', gains], 'scaled');
  if (stubborn) value = writer.node('Reshape', [value, writer.integers('one', [1, 3, side, side])], 'reshaped');
  const scales = writer.constant('scales', [4], Float32Array.of(1, 1, scale, scale));
  writer.node('Resize', [value, '', scales], 'output', {
    ...{ mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
  });
  return writer.encode(
    [{ name: 'input', dims: [batch, 3, side, side] }],
    [{ name: 'output', dims: [batch, 3, side * scale, side * scale] }],
  );
}

/** The same sessions; `counts` says how many tiles each run was given, `seen` what they showed. */
function watched(sessions: Sessions): { sessions: Sessions; counts: number[]; seen: Float32Array[] } {
  const counts: number[] = [];
  const seen: Float32Array[] = [];
  const open = async (name: string) => {
    const session = await sessions.open(name);
    return {
      ...{ provider: session.provider, inputs: session.inputs, outputs: session.outputs, runMs: 0 },
      inputDims: (input: string) => session.inputDims(input),
      run: (inputs: Parameters<typeof session.run>[0]) => {
        counts.push(inputs['input']!.dims[0]!);
        seen.push(inputs['input']!.data.slice());
        return session.run(inputs);
      },
      [Symbol.asyncDispose]: async () => {},
    };
  };
  return { sessions: { ...sessions, open }, counts, seen };
}

async function enhanced(graph: Graph, frame: Frame, blend: number) {
  await using made = await openTestSessions({ [model]: repeater(graph) });
  const { sessions, counts, seen } = watched(made.sessions);
  return { result: await createFrameEnhancer(sessions, { model, blend }).enhance(frame), counts, seen };
}

test('the network sees RGB 0..1 tile by tile; its result is clamped and rounded', async () => {
  const frame = noisyFrame(70, 131);
  const before = frame.planes.map(({ data }) => data.slice());
  const { result } = await enhanced({}, frame, 1);
  assert.deepEqual([result.width, result.height], [280, 524]);
  assert.deepEqual([result.format, result.color, result.pixelAspect], [frame.format, frame.color, 1]);
  for (const [index, gain] of [0.5, 1, 2].entries()) {
    const { data } = result.planes[index]!;
    const wanted = data.map((_, i) => {
      const source = frame.planes[index]!.data[Math.floor(i / 280 / 4) * 70 + Math.floor((i % 280) / 4)]!;
      return Math.min(255, Math.floor(source * gain + 0.5));
    });
    assert.deepEqual(data, wanted, `plane ${index}`);
  }
  assert.deepEqual(
    frame.planes.map(({ data }) => data),
    before,
    'the frame itself stays',
  );
});

test('outside the frame the network sees black', async () => {
  const frame = frameOf(30, 20, rgb);
  for (const { data } of frame.planes) data.fill(255);
  const { seen } = await enhanced({}, frame, 1);
  // Pad and overlap: the frame's corner is at 6, 6.
  const wanted = (i: number) => {
    const [x, y] = [i % 64, Math.floor(i / 64) % 64];
    return x >= 6 && x < 36 && y >= 6 && y < 26 ? 1 : 0;
  };
  assert.equal(seen.length, 1);
  assert.ok(seen[0]!.every((value, i) => value === wanted(i)));
});

test('a free batch axis takes several tiles at once, with the same result', async () => {
  // 7 × 2 tiles of 64.
  const frame = noisyFrame(400, 100);
  const one = await enhanced({}, frame, 0.8);
  const many = await enhanced({ batch: 'n' }, frame, 0.8);
  assert.deepEqual(one.counts, Array(14).fill(1));
  assert.deepEqual(many.counts, [14]);
  assert.deepEqual(many.result.planes, one.result.planes);
});

test('batches are bounded', async () => {
  const { counts } = await enhanced({ batch: 'n' }, noisyFrame(1100, 300), 1);
  // 19 × 6 tiles; a batch has no more than 2^18 pixels.
  assert.deepEqual(counts, [57, 57]);
});

test('a graph that only claims to take batches gets one tile at a time', async () => {
  const frame = noisyFrame(150, 60);
  const { result, counts } = await enhanced({ batch: 'n', stubborn: true }, frame, 1);
  assert.deepEqual(counts.slice(1), Array(counts[0]).fill(1));
  assert.deepEqual(result.planes, (await enhanced({}, frame, 1)).result.planes);
});

test('blend 0 enlarges bilinearly and opens no network', async () => {
  await using made = await openTestSessions({});
  const frame = noisyFrame(70, 41);
  const enhancer = createFrameEnhancer(made.sessions, { model, blend: 0 });
  await enhancer.open();
  const result = await enhancer.enhance(frame);
  assert.deepEqual(made.asked, []);
  for (const [index, plane] of frame.planes.entries()) {
    const wanted = enlargePlane(plane, 4).data;
    assert.ok(result.planes[index]!.data.every((value, i) => Math.abs(value - wanted[i]!) <= 1));
  }
});

test('4:2:0 of odd size: every sample of every plane is written', async () => {
  const frame = frameOf(75, 61, yuv420);
  for (const [index, level] of [110, 128, 128].entries()) frame.planes[index]!.data.fill(level);
  await using made = await openTestSessions({ [model]: repeater() });
  const half = createFrameEnhancer(made.sessions, { model, blend: 0.001 });
  const { planes } = await half.enhance(frame);
  assert.deepEqual(
    planes.map(({ width, height }) => [width, height]),
    [
      [300, 244],
      [150, 122],
      [150, 122],
    ],
  );
  for (const [index, level] of [110, 128, 128].entries()) {
    assert.ok(
      planes[index]!.data.every((value) => value === level),
      `plane ${index}`,
    );
  }
});

test('ten bits stay ten bits', async () => {
  const frame = frameOf(20, 20, { ...yuv420, bitDepth: 10 });
  for (const [index, level] of [517, 512, 512].entries()) frame.planes[index]!.data.fill(level);
  const { result } = await enhanced({}, frame, 0.001);
  assert.ok(result.planes[0]!.data instanceof Uint16Array);
  assert.ok(result.planes[0]!.data.every((value) => value === 517));
});

test('pixels that are not square are enlarged as they are', async () => {
  const { result } = await enhanced({}, noisyFrame(40, 30, 1.5), 0.7);
  const square = await enhanced({}, noisyFrame(40, 30), 0.7);
  assert.equal(result.pixelAspect, 1.5);
  assert.deepEqual(result.planes, square.result.planes);
});

test('another network in the file is refused by the name of its tensor', async () => {
  const frame = noisyFrame(10, 10);
  const naming = (tensor: string, message: RegExp) => (error: unknown) =>
    error instanceof EngineError &&
    error.code === 'model-invalid' &&
    error.data['tensor'] === tensor &&
    message.test(error.message);
  await assert.rejects(
    enhanced({ side: 128 }, frame, 1),
    naming('input', /'input' of \[1,3,128,128\], not \[1,3,64,64\]/),
  );
  const small = naming('output', /real_web_photo_x4 .*'output' is \[1,3,128,128\], not \[1,3,256,256\]/);
  await assert.rejects(enhanced({ scale: 2 }, frame, 1), small);
  await using made = await openTestSessions({ [model]: repeater({ side: 128 }) });
  await assert.rejects(
    createFrameEnhancer(made.sessions, { model, blend: 1 }).open(),
    naming('input', /another network/),
  );
});
