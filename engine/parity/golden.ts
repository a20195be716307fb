/** Reads the parity kit: recorded runs of FaceFusion with their options, results and everything in between. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStill } from '../src/decode/still.ts';
import type { LandmarkFace } from '../src/faces/landmark-face.ts';
import type { Affine } from '../src/frame/affine.ts';
import type { Frame } from '../src/frame/frame.ts';

type Pair = readonly [number, number];
type Pairs = readonly Pair[];
type Corners = readonly [number, number, number, number];

/** A face as FaceFusion saw it; boxes are two corners. */
export interface GoldenFace {
  readonly box: Corners;
  readonly detector_score: number;
  readonly landmarker_score: number;
  readonly angle: 0 | 90 | 180 | 270;
  readonly landmark_5: Pairs;
  readonly landmark_5_68: Pairs;
  readonly landmark_68: Pairs;
  readonly landmark_68_5: Pairs;
}

/** A crop that a network changed, and how it was laid back. */
export interface GoldenCrop {
  readonly frame: number | null;
  readonly tag: string;
  readonly masks: Readonly<Record<string, string>>;
  readonly target_box: Corners;
  readonly crop_size: Pair;
  readonly matrix: readonly [readonly number[], readonly number[]];
  readonly crop: string;
  readonly mask: string;
  readonly processed: string;
  readonly source_embedding?: string;
  readonly source_embedding_norm?: string;
  readonly model_source_input?: string;
}

/** What was found in one picture; `shape` is rows, columns, channels. */
export interface GoldenFaces {
  readonly frame: number | null;
  readonly shape: readonly [number, number, number];
  readonly faces: readonly GoldenFace[];
  readonly embeddings?: string;
}

export interface GoldenCase {
  readonly name: string;
  readonly folder: string;
  /** Absolute paths. */
  readonly target: string;
  readonly sources: readonly string[];
  readonly expected: string | undefined;
  readonly exitCode: number;
  /** FaceFusion's, with the program and its command. */
  readonly commandLine: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly changedBox: Corners | undefined;
  readonly faces: readonly GoldenFaces[];
  readonly swaps: readonly GoldenCrop[];
  readonly enhances: readonly GoldenCrop[];
}

/** The kit's cases that run the command line; 30 and 31 are tables of their own. */
export async function readCases(kit: string): Promise<GoldenCase[]> {
  const golden = join(kit, 'golden');
  const names = (await readdir(golden)).filter((name) => existsSync(join(golden, name, 'options.json')));
  return Promise.all(names.sort().map((name) => readCase(join(golden, name), name)));
}

async function readCase(folder: string, name: string): Promise<GoldenCase> {
  const [options, expect, between] = await Promise.all(
    ['options.json', 'expect.json', 'intermediates.json'].map((file) => readJson(join(folder, file))),
  );
  const absolute = (path: string) => join(folder, path);
  return {
    name,
    folder,
    target: absolute(options.target),
    sources: options.sources.map(absolute),
    expected: options.expected ? absolute(options.expected) : undefined,
    exitCode: options.exit_code,
    commandLine: options.command_line,
    settings: options.settings,
    changedBox: expect.changed_box ?? undefined,
    faces: between.faces ?? [],
    swaps: between.swaps ?? [],
    enhances: between.enhances ?? [],
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a kit's JSON, read for a table that a person looks at.
export async function readJson(path: string): Promise<any> {
  return JSON.parse(await readFile(path, 'utf8'));
}

/** An array of 32-bit floats in NumPy's file format, row after row. */
export async function readNpy(
  path: string,
): Promise<{ readonly shape: readonly number[]; readonly data: Float32Array }> {
  const bytes = await readFile(path);
  const headerLength = bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, 10 + headerLength);
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '').split(',').filter((size) => size.trim() !== '');
  const body = bytes.buffer.slice(bytes.byteOffset + 10 + headerLength, bytes.byteOffset + bytes.length);
  if (header.includes("'<f8'")) return { shape: shape.map(Number), data: Float32Array.from(new Float64Array(body)) };
  if (!header.includes("'<f4'")) throw new Error(`${path} holds no floats: ${header}`);
  return { shape: shape.map(Number), data: new Float32Array(body) };
}

export async function readFrame(path: string): Promise<Frame> {
  return (await openStill(path)).frame;
}

export function matrixOf({ matrix: [[a, b, c], [d, e, f]] }: GoldenCrop): Affine {
  return [a!, b!, c!, d!, e!, f!];
}

/** A recorded face as our networks take it. */
export function faceOf(golden: GoldenFace, embedding?: Float32Array): LandmarkFace {
  const points = (pairs: Pairs) => Float32Array.from(pairs.flat());
  const [x1, y1, x2, y2] = golden.box;
  return {
    box: [x1, y1, x2 - x1, y2 - y1],
    score: golden.detector_score,
    points5: points(golden.landmark_5),
    alignment: points(golden.landmark_5_68),
    points68: points(golden.landmark_68),
    points68From5: points(golden.landmark_68_5),
    landmarkerScore: golden.landmarker_score,
    angle: golden.angle,
    ...(embedding && { embedding }),
  };
}
