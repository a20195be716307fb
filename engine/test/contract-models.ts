/**
 * Models with the inputs and outputs of FaceFusion's real files, made of a few nodes each. They work on painted faces
 * (`painted-faces.ts`): squares of skin with a blue marker in the middle, whose colour is who they are.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { templates } from '../src/faces/align/templates.ts';
import { type ModelPort, ModelWriter } from '../src/onnx/model-writer.ts';
import { contentModels } from './contract-content.ts';
import { enhancerModels } from './contract-enhancers.ts';
import { pointWeights } from './contract-points.ts';
import { swapperModels } from './contract-swappers.ts';

/** Side of a painted face in sides of its marker. */
export const FACE_SIDE = 5;

/** Builds each model's file. */
export const contractModels: Readonly<Record<string, () => Uint8Array>> = {
  ...{ yoloface_8n: markerDetector, fan_68_5: pointGuesser, '2dfan4': pointFinder },
  ...{ arcface_w600k_r50: () => colourRecogniser(), fairface: colourClassifier },
  ...{ xseg_1: whiteOccluder, bisenet_resnet_34: halvesParser },
  ...swapperModels,
  ...enhancerModels,
  ...contentModels,
};

/** Writes the models, all or those named, as `.onnx` files into a folder, which is made; each with its `.hash` file. */
export async function writeContractModels(folder: string, names = Object.keys(contractModels)): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of names) {
    const bytes = contractModels[name]!();
    await writeFile(join(folder, `${name}.onnx`), bytes);
    // Without it the store would say that the file is not the one that others have.
    await writeFile(join(folder, `${name}.hash`), crc32(bytes).toString(16).padStart(8, '0'));
  }
}

const picture = (name: string, side: number): ModelPort => ({ name, dims: [1, 3, side, side] });

/**
 * Finds the markers of faces: each cell of 8 × 8 pixels weighs the blue in it and in its eight neighbours; the heaviest of its
 * neighbourhood is a face whose middle is the blue's centre of mass, and whose side is `FACE_SIDE` roots of its mass.
 */
function markerDetector(): Uint8Array {
  const writer = new ModelWriter('yoloface_8n');
  const number = (name: string, value: number) => writer.constant(name, [1], Float32Array.of(value));
  // Blue that is neither white nor purple; the planes are blue, green, red in 0..1.
  const [b, g, r] = [0, 1, 2].map((at) =>
    writer.node('Gather', ['input', writer.integers(`plane_${at}`, [at])], `bgr_${at}`, { axis: 1 }),
  ) as [string, string, string];
  const blueness = writer.node('Sub', [writer.node('Sub', [b, g], 'less_green'), r], 'blueness');
  const blue = writer.node('Relu', [blueness], 'blue');
  // Mass and moments of each cell, counted from its own first pixel; then of nine, from the middle one's.
  const ramps = Float32Array.from({ length: 3 * 64 }, (_, at) => [1, at % 8, Math.floor(at / 8) % 8][at >> 6]!);
  const own = writer.node('Conv', [blue, writer.constant('ramps', [3, 1, 8, 8], ramps)], 'own', { strides: [8, 8] });
  const sums = new Float32Array(3 * 3 * 9);
  for (const at of [0, 1, 2]) sums.fill(1, at * 36, at * 36 + 9);
  for (let cell = 0; cell < 9; cell++) {
    sums[1 * 27 + cell] = 8 * ((cell % 3) - 1);
    sums[2 * 27 + cell] = 8 * (Math.floor(cell / 3) - 1);
  }
  const nine = writer.constant('sums', [3, 3, 3, 3], sums);
  const moments = writer.node('Conv', [own, nine], 'moments', { pads: [1, 1, 1, 1] });
  const part = (name: string, at: number) =>
    writer.node('Gather', [moments, writer.integers(`${name}_at`, [at])], name, { axis: 1 });
  const mass = part('mass', 0);
  const atLeast = writer.node('Max', [mass, number('little', 1e-3)], 'at_least');
  const grid = Float32Array.from({ length: 80 }, (_, cell) => cell * 8);
  const middle = (name: string, at: number, dims: readonly number[]) => {
    const inside = writer.node('Div', [part(`${name}_moment`, at), atLeast], `${name}_inside`);
    return writer.node('Add', [inside, writer.constant(`${name}_grid`, dims, grid)], name);
  };
  const places = [middle('x', 1, [1, 1, 1, 80]), middle('y', 2, [1, 1, 80, 1])];
  const root = writer.node('Sqrt', [writer.node('Relu', [mass], 'positive')], 'root');
  // A marker of 8 × 8 pixels scores .86, and what is not the heaviest near by 0.
  const more = writer.node('Add', [mass, number('ten', 10)], 'more');
  const heaviest = writer.node('MaxPool', [mass], 'heaviest', { kernel_shape: [5, 5], pads: [2, 2, 2, 2] });
  const behind = writer.node('Sub', [mass, heaviest], 'behind');
  const near = writer.node('Relu', [writer.node('Add', [behind, number('half', 0.5)], 'ahead')], 'near');
  const keep = writer.node('Add', [near, near], 'keep');
  const score = writer.node('Mul', [writer.node('Div', [mass, more], 'sureness'), keep], 'score');
  const facts = writer.node('Concat', [...places, root, score], 'facts', { axis: 1 });
  const mixture = writer.constant('mixture', [20, 4, 1, 1], Float32Array.from(detectionRows().flat()));
  const cells = writer.node('Conv', [facts, mixture], 'cells');
  const flat = writer.node('Reshape', [cells, writer.integers('flat_shape', [1, 20, 6400])], 'flat');
  // The coarser grids see nothing.
  writer.node('Pad', [flat, writer.integers('pads', [0, 0, 0, 0, 0, 2000])], 'output');
  return writer.encode([picture('input', 640)], [{ name: 'output', dims: [1, 20, 8400] }]);
}

/** cx, cy, width, height, score, then x, y, visibility of five points; each as a mixture of x, y, root and score. */
function detectionRows(): number[][] {
  const points = [0, 2, 4, 6, 8].flatMap((at) => [
    [1, 0, FACE_SIDE * (templates.arcface_128[at]! - 0.5), 0],
    [0, 1, FACE_SIDE * (templates.arcface_128[at + 1]! - 0.5), 0],
    [0, 0, 0, 0],
  ]);
  const box = [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, FACE_SIDE, 0],
    [0, 0, FACE_SIDE, 0],
  ];
  return [...box, [0, 0, 0, 1], ...points];
}

/** 68 points around five. */
function pointGuesser(): Uint8Array {
  const writer = new ModelWriter('fan_68_5');
  writer.node(
    'MatMul',
    [writer.constant('weights', [68, 5], Float32Array.from(pointWeights.flat())), 'input'],
    'output',
  );
  return writer.encode([{ name: 'input', dims: [1, 5, 2] }], [{ name: 'output', dims: [1, 68, 2] }]);
}

/** The same 68 points for every picture: a painted face fills the crop always alike. Its score is .8 / .9. */
function pointFinder(): Uint8Array {
  const writer = new ModelWriter('2dfan4');
  const place = (point: number, axis: number) =>
    pointWeights[point]!.reduce((sum, weight, at) => sum + weight * templates.arcface_128[2 * at + axis]!, 0);
  const cells = (share: number) => (128 + 195 * (share - 0.5)) / 4;
  const points = pointWeights.flatMap((_, point) => [cells(place(point, 0)), cells(place(point, 1)), 1]);
  writer.node('Identity', [writer.constant('points', [1, 68, 3], Float32Array.from(points))], 'landmarks');
  const shape = writer.integers('shape', [1, 68, 64, 64]);
  writer.node('Expand', [writer.constant('peak', [1], Float32Array.of(0.8)), shape], 'heatmaps');
  const outputs = [
    { name: 'landmarks', dims: [1, 68, 3] },
    { name: 'heatmaps', dims: [1, 68, 64, 64] },
  ];
  return writer.encode([picture('input', 256)], outputs);
}

/** The mean of each plane as [1, 3]. */
function meanColour(writer: ModelWriter): string {
  const mean = writer.node('GlobalAveragePool', ['input'], 'mean');
  return writer.node('Reshape', [mean, writer.integers('row', [1, 3])], 'colour');
}

/**
 * Knows faces by the mean colour of their crop: ten times it, -1..1, are an embedding's first three numbers, the rest is 0.
 * With `shy` it breaks down before a face that is more green than red.
 */
export function colourRecogniser(shy = false): Uint8Array {
  const writer = new ModelWriter('arcface_w600k_r50');
  const weights = new Float32Array(3 * 512);
  for (const channel of [0, 1, 2]) weights[channel * 512 + channel] = 10;
  const colour = meanColour(writer);
  const embedding = writer.node(
    'MatMul',
    [colour, writer.constant('weights', [3, 512], weights)],
    shy ? 'raw' : 'output',
  );
  if (shy) {
    const scale = writer.constant('greenness', [3, 1], Float32Array.of(-100, 100, 0));
    const green = writer.node('Relu', [writer.node('MatMul', [colour, scale], 'difference')], 'green');
    // There is only a place 0 to look at.
    const place = writer.node('Cast', [green], 'place', { to: 7 });
    const one = writer.node('Gather', [writer.constant('ones', [1], Float32Array.of(1)), place], 'one');
    writer.node('Mul', [embedding, one], 'output');
  }
  return writer.encode([picture('input', 112)], [{ name: 'output', dims: [1, 512] }]);
}

/** Takes red faces for white men of 20 to 29, green ones for black women of 60 to 69. */
function colourClassifier(): Uint8Array {
  const writer = new ModelWriter('fairface');
  const colour = meanColour(writer);
  const outputs = Object.entries({ race_id: [0, 1], gender_id: [0, 1], age_id: [3, 7] }).map(([name, [red, green]]) => {
    const classes = 9;
    const weights = new Float32Array(3 * classes);
    weights[red!] = 1;
    weights[classes + green!] = 1;
    // What is neither is never the most.
    for (let at = 0; at < classes; at++) if (at !== red && at !== green) weights[2 * classes + at] = 1e-3;
    const scores = writer.node(
      'MatMul',
      [colour, writer.constant(`${name}_w`, [3, classes], weights)],
      `${name}_scores`,
    );
    writer.node('ArgMax', [scores], name, { axis: 1, keepdims: 0 });
    return { name, type: 'int64', dims: [1] } as const;
  });
  return writer.encode([picture('input', 224)], outputs);
}

/** White covers a face. */
function whiteOccluder(): Uint8Array {
  const writer = new ModelWriter('xseg_1');
  const least = writer.node('ReduceMin', ['input'], 'least', { axes: [3], keepdims: 1 });
  const limit = writer.constant('limit', [1], Float32Array.of(0.9));
  const slope = writer.constant('slope', [1], Float32Array.of(10));
  writer.node('Mul', [writer.node('Sub', [limit, least], 'darkness'), slope], 'output');
  const port = (name: string, depth: number) => ({ name, dims: [1, 256, 256, depth] });
  return writer.encode([port('input', 3)], [port('output', 1)]);
}

/** The upper half of every crop is skin, the lower half mouth. */
function halvesParser(): Uint8Array {
  const writer = new ModelWriter('bisenet_resnet_34');
  const biases = new Float32Array(19).fill(-1000);
  biases[1] = 0;
  const weights = writer.constant('weights', [19, 3, 1, 1], new Float32Array(19 * 3));
  const flat = writer.node('Conv', ['input', weights, writer.constant('biases', [19], biases)], 'flat');
  const down = new Float32Array(19 * 512);
  for (let y = 0; y < 512; y++) down[11 * 512 + y] = 1000 + y - 255.5;
  writer.node('Add', [flat, writer.constant('down', [1, 19, 512, 1], down)], 'output');
  return writer.encode([picture('input', 512)], [{ name: 'output', dims: [1, 19, 512, 512] }]);
}
