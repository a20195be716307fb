/** Contract models that cost what FaceFusion's real ones do, by their inputs and outputs and the number of their operations. */
import type { ModelPort } from '../src/onnx/model-writer.ts';
import { type Layer, NetworkBuilder, type Precision } from './network-builder.ts';
import { face } from './painted-film.ts';

/** A model's file, and how many floating-point operations one run takes for one item. */
export interface SizedModel {
  readonly bytes: Uint8Array;
  readonly operations: number;
}

const picture = (name: string, side: number, batch: number | string): ModelPort => ({
  name,
  dims: [batch, 3, side, side],
});
const embedding = (batch: number | string): ModelPort => ({ name: 'source', dims: [batch, 512] });

/** inswapper_128, so heavy that one core takes some 300 ms for it: a quarter of what a real face enhancer takes. */
export function heavySwapper(): SizedModel {
  const net = new NetworkBuilder('inswapper_128', 'fp32');
  const first = net.convolve(net.input('target', 3, 128), 64);
  net.answer('output', 'target', net.tint(net.stack(first, 24), 'source', 512));
  net.writer.constant('buff2fs', [512, 512], new Float32Array(512 * 512).fill(1 / 512));
  const bytes = net.encode([picture('target', 128, 1), embedding(1)], [picture('output', 128, 1)]);
  return { bytes, operations: net.operations };
}

/** hyperswap_1a_256: a U-Net of some 20 GFLOP whose middle knows the identity. */
export function swapper256(precision: Precision, batch: number | string = 1): SizedModel {
  const net = new NetworkBuilder('hyperswap_1a_256', precision);
  const wide = net.convolve(net.input('target', 3, 256), 32);
  const half = net.stack(net.convolve(wide, 64, { stride: 2 }), 2);
  const quarter = net.stack(net.convolve(half, 128, { stride: 2 }), 2);
  const eighth = net.convolve(quarter, 256, { stride: 2 });
  const middle = net.stack(net.tint(eighth, 'source', 512), 2);
  const up = (from: Layer, to: Layer) => net.stack(net.add(net.convolve(net.enlarge(from), to.channels), to), 1);
  net.answer('output', 'target', up(up(up(middle, quarter), half), wide));
  const inputs = [embedding(batch), picture('target', 256, batch)];
  return { bytes: net.encode(inputs, [picture('output', 256, batch)]), operations: net.operations };
}

/** yoloface_8n: some 9 GFLOP at 640 × 640, and always the same face, the painted film's. */
export function detector640(precision: Precision, batch: number | string = 1): SizedModel {
  const net = new NetworkBuilder('yoloface_8n', precision);
  let layer = net.convolve(net.input('input', 3, 640), 24, { stride: 2 });
  for (const channels of [48, 96, 160, 256]) layer = net.stack(net.convolve(layer, channels, { stride: 2 }), 2);
  const cells = 8400;
  const found = new Float32Array(20 * cells);
  for (const [row, value] of detection().entries()) found[row * cells] = value;
  net.answer('output', net.writer.constant('found', [1, 20, cells], found), layer, 3);
  const outputs = [{ name: 'output', dims: [batch, 20, cells] }];
  return { bytes: net.encode([picture('input', 640, batch)], outputs), operations: net.operations };
}

/** gfpgan_1.4: some 100 GFLOP at 512 × 512. */
export function enhancer512(precision: Precision, batch: number | string = 1): SizedModel {
  const net = new NetworkBuilder('gfpgan_1.4', precision);
  const wide = net.convolve(net.input('input', 3, 512), 32);
  const half = net.stack(net.convolve(wide, 64, { stride: 2 }), 2);
  const quarter = net.stack(net.convolve(half, 128, { stride: 2 }), 2);
  const middle = net.stack(net.convolve(quarter, 256, { stride: 2 }), 4);
  const up = (from: Layer, to: Layer) => net.stack(net.add(net.convolve(net.enlarge(from), to.channels), to), 2);
  net.answer('output', 'input', up(up(up(middle, quarter), half), wide));
  const outputs = [picture('output', 512, batch)];
  return { bytes: net.encode([picture('input', 512, batch)], outputs), operations: net.operations };
}

/** A network that only adds two inputs of this side: what is left is the way to the device and back. */
export function copier(side: number): SizedModel {
  const net = new NetworkBuilder('copier', 'fp32');
  net.writer.node('Add', ['input', 'input'], 'output');
  return { bytes: net.encode([picture('input', side, 1)], [picture('output', side, 1)]), operations: 3 * side ** 2 };
}

/** The rows of one cell: cx, cy, width, height, score, then x, y and visibility of five points, as half the film's size shows them. */
function detection(): number[] {
  const [x, y, side] = [face.x / 2, face.y / 2, face.side / 2];
  const points = [-0.12, -0.1, 0.12, -0.1, 0, 0.04, -0.1, 0.18, 0.1, 0.18];
  const placed = points.flatMap((share, at) => (at % 2 ? [y + share * side, 1] : [x + share * side]));
  return [x, y, side, side, 0.9, ...placed];
}
