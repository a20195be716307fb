import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalMesh } from '../canonical-mesh.ts';
import { applySimilarity3 } from '../rigid.ts';
import { averageMeshes, mirrorMesh } from './average.ts';
import { renderCanonicalMesh } from './render.ts';

test('the mean of one face, moved, turned and deformed this way and that, is the face: upright, symmetric, of unit size', () => {
  const meshes = [0.1, -0.4, 0.7].map((angle, index) => {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const rotation = index === 1 ? [cos, -sin, 0, sin, cos, 0, 0, 0, 1] : [cos, 0, -sin, 0, 1, 0, sin, 0, cos];
    const wavering = canonicalMesh.map((value, at) => value + 0.01 * Math.sin(at * (index + 1)));
    return applySimilarity3({ rotation, scale: 50 + 20 * index, translation: [300, 200 * index, 9] }, wavering);
  });
  const { mesh, rigidity } = averageMeshes(meshes);
  mesh.forEach((value, at) => {
    assert.ok(Math.abs(value - canonicalMesh[at]!) < 0.03, `value ${at}: ${value} for ${canonicalMesh[at]}`);
  });
  assert.deepEqual(mirrorMesh(mesh).map(Math.abs), mesh.map(Math.abs));
  assert.equal(Math.max(...rigidity), 1);
});

test('the rendered table holds every number', () => {
  const text = renderCanonicalMesh({ mesh: canonicalMesh, rigidity: new Float32Array(468).fill(0.5) });
  assert.equal([...text.matchAll(/-?\d*\.\d{4},/g)].length + [...text.matchAll(/ 0,/g)].length, 3 * 468);
  assert.equal([...text.matchAll(/ \.50,/g)].length, 468);
});
