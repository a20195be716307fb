/**
 * Makes `canonical-mesh.ts` from the sample photos: `node engine/src/faces/canonical/generate.ts`. With `--check` it writes
 * nothing and fails when the table is another one. The landmarker's crops lean on the table that is there, so a change settles
 * over a few runs.
 */
import { writeFile } from 'node:fs/promises';
import { facesInPhotos, openNetworks, readPhoto } from '../../../test/faces-photos.ts';
import { canonicalMesh } from '../canonical-mesh.ts';
import { findFaces } from '../find.ts';
import { averageMeshes } from './average.ts';
import { renderCanonicalMesh } from './render.ts';

/** Beyond this the far half of a face is the network's guess. */
const MAX_YAW = 40;

/** Other processors round otherwise; a stale table differs by far more. In eye distances. */
const TOLERANCE = 0.01;

await using networks = await openNetworks();
const meshes: Float32Array[] = [];
for (let photo = 1; photo <= facesInPhotos.length; photo += 1) {
  for (const face of await findFaces(networks, await readPhoto(photo))) {
    if (Math.abs(face.pose.yaw) <= MAX_YAW) meshes.push(face.mesh);
  }
}
const mean = averageMeshes(meshes);
if (!process.argv.includes('--check')) {
  await writeFile(new URL('../canonical-mesh.ts', import.meta.url), renderCanonicalMesh(mean));
} else if (mean.mesh.some((value, at) => Math.abs(value - canonicalMesh[at]!) > TOLERANCE)) {
  process.stderr.write(
    'engine/src/faces/canonical-mesh.ts is stale: run node engine/src/faces/canonical/generate.ts\n',
  );
  process.exitCode = 1;
}
