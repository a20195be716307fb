import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { EngineError } from '../errors.ts';
import { reasonOf } from './providers.ts';
import { ElementType } from './schema.ts';
import { WireFile } from './wire.ts';

/** Field numbers of the ONNX schema. https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const model = { graph: 7 } as const;
const graphFields = { node: 1, initializer: 5 } as const;
const node = { input: 1, attribute: 5 } as const;
const attribute = { graph: 6, graphs: 11 } as const;
const tensor = { dims: 1, dataType: 2, floatData: 4, int32Data: 5, name: 8, rawData: 9 } as const;

type Span = readonly [start: number, end: number];

/** An initializer's head: what it is and where its numbers lie. */
interface Head {
  name: string;
  dims: number[];
  dataType: number;
  raw?: Span;
  floats?: Span;
  integers?: Span;
}

/**
 * Reads a constant that lies in an `.onnx` file and takes no part in its graph (the runtime drops it): the first of shape `dims` that
 * no node reads, else the graph's last constant if it has that shape. Seeks through the file: the rest of it is never in memory.
 *
 * Errors: `model-missing`; `model-invalid` names the shape that was looked for.
 */
export async function readSpareInitializer(path: string, dims: readonly number[]): Promise<Float32Array<ArrayBuffer>> {
  const invalid = (fault: string, cause?: unknown) =>
    new EngineError('model-invalid', `${basename(path)} ${fault}`, {
      cause,
      data: { model: path, tensor: `initializer [${dims}]` },
    });
  await using file = await open(path).catch((cause) => {
    if (cause.code !== 'ENOENT') throw invalid(`cannot be read: ${reasonOf(cause)}`, cause);
    throw new EngineError('model-missing', `no model file at ${path}`, { cause, data: { model: path } });
  });
  const wire = new WireFile(file, (await file.stat()).size);
  try {
    const { heads, read } = await listInitializers(wire);
    const fits = (head: Head | undefined) => head !== undefined && `${head.dims}` === `${dims}`;
    const head = heads.find((candidate) => fits(candidate) && !read.has(candidate.name)) ?? heads.at(-1);
    if (head === undefined || !fits(head)) {
      throw invalid(`is another network: none of its ${heads.length} constants is a spare one of [${dims}]`);
    }
    const count = dims.reduce((product, dim) => product * dim, 1);
    const values = await readValues(wire, head, count);
    if (values !== undefined) return values;
    throw invalid(`has a constant '${head.name}' of [${dims}], but not ${count} float32 or float16 numbers in it`);
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    throw invalid(`is not a model: a constant of [${dims}] was sought, but ${reasonOf(cause)}`, cause);
  }
}

async function listInitializers(wire: WireFile): Promise<{ heads: Head[]; read: Set<string> }> {
  const heads: Head[] = [];
  const read = new Set<string>();
  for await (const field of wire.fields(0, wire.size)) {
    if (field.number !== model.graph) continue;
    for await (const part of wire.fields(field.start, field.end)) {
      if (part.number === graphFields.initializer) heads.push(await readHead(wire, [part.start, part.end]));
      if (part.number === graphFields.node) await collectInputs(wire, [part.start, part.end], read);
    }
  }
  return { heads, read };
}

/** Adds the names that a node reads, those inside its own graphs (the branches of an If, say) included. */
async function collectInputs(wire: WireFile, [start, end]: Span, read: Set<string>): Promise<void> {
  for await (const field of wire.fields(start, end)) {
    if (field.number === node.input) read.add(await wire.text(field.start, field.end));
    if (field.number !== node.attribute) continue;
    for await (const part of wire.fields(field.start, field.end)) {
      if (part.number !== attribute.graph && part.number !== attribute.graphs) continue;
      for await (const inner of wire.fields(part.start, part.end)) {
        if (inner.number === graphFields.node) await collectInputs(wire, [inner.start, inner.end], read);
      }
    }
  }
}

async function readHead(wire: WireFile, [start, end]: Span): Promise<Head> {
  const head: Head = { name: '', dims: [], dataType: 0 };
  for await (const field of wire.fields(start, end)) {
    const span: Span = [field.start, field.end];
    if (field.number === tensor.dims) head.dims.push(...(await wire.varints(...span)));
    if (field.number === tensor.dataType) head.dataType = field.value ?? 0;
    if (field.number === tensor.name) head.name = await wire.text(...span);
    if (field.number === tensor.rawData) head.raw = span;
    if (field.number === tensor.floatData) head.floats = span;
    if (field.number === tensor.int32Data) head.integers = span;
  }
  return head;
}

/** Undefined when it does not hold that many floats, or keeps them in another file. */
async function readValues(wire: WireFile, head: Head, count: number): Promise<Float32Array<ArrayBuffer> | undefined> {
  const { dataType, raw, integers } = head;
  const read = async (span: Span, bytesEach: number) =>
    span[1] - span[0] === count * bytesEach ? (await wire.bytes(...span)).buffer : undefined;
  if (dataType === ElementType.float) {
    const bytes = await read(raw ?? head.floats ?? [0, 0], 4);
    return bytes && new Float32Array(bytes);
  }
  if (dataType !== ElementType.float16) return undefined;
  if (raw === undefined) {
    const bits = Uint16Array.from(await wire.varints(...(integers ?? [0, 0])));
    return bits.length === count ? Float32Array.from(new Float16Array(bits.buffer)) : undefined;
  }
  const bytes = await read(raw, 2);
  return bytes && Float32Array.from(new Float16Array(bytes));
}
