import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ModelWriter } from './model-writer.ts';
import { ModelProto } from './schema.ts';

function affine(): Uint8Array {
  const writer = new ModelWriter('affine');
  const scale = writer.constant('scale', [2], Float32Array.of(2, 3));
  const scaled = writer.node('Mul', ['x', scale], 'scaled');
  writer.node('LeakyRelu', [scaled], 'y', { alpha: { float: 0.5 } });
  return writer.encode([{ name: 'x', dims: ['rows', 2] }], [{ name: 'y', dims: ['rows', 2] }], { made: 'by a test' });
}

describe('model writer', () => {
  test('writes what the public schema reads', () => {
    const model = ModelProto.toObject(ModelProto.decode(affine()), { longs: Number });
    assert.deepEqual(model['opsetImport'], [{ domain: '', version: 17 }]);
    assert.equal(model['irVersion'], 8);
    assert.deepEqual(model['metadataProps'], [{ key: 'made', value: 'by a test' }]);
    const { graph } = model;
    assert.deepEqual(
      graph.node.map((node: { opType: string; input: string[]; output: string[] }) => [
        node.opType,
        node.input,
        node.output,
      ]),
      [
        ['Mul', ['x', 'scale'], ['scaled']],
        ['LeakyRelu', ['scaled'], ['y']],
      ],
    );
    assert.deepEqual(graph.node[1].attribute, [{ name: 'alpha', f: 0.5, type: 1 }]);
    assert.deepEqual(graph.initializer[0].dims, [2]);
    assert.deepEqual(graph.input[0].type.tensorType.shape.dim, [{ dimParam: 'rows' }, { dimValue: 2 }]);
  });

  test('gives the same bytes for the same calls', () => {
    assert.deepEqual(affine(), affine());
  });

  test('refuses a constant whose values do not fill its shape', () => {
    const writer = new ModelWriter('wrong');
    assert.throws(() => writer.constant('c', [2, 2], new Float32Array(3)), /'c': 3 values for shape \[2,2\]/);
  });
});
