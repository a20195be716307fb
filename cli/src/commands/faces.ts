import { exitCodes, type FaceReport, type FacesReport } from '@mirrorworks/contract';
import { providers } from '@mirrorworks/engine/options';
import type { Engine } from '../engine.ts';
import { wrongUse } from '../failure.ts';
import { choices, flag, number, text } from '../options/option.ts';
import { table } from '../table.ts';
import { defineCommand } from './command.ts';

type SeenFaces = Awaited<ReturnType<Engine['findFaces']>>;
type SeenFace = SeenFaces['faces'][number];

/** `mirrorworks faces`. */
export const faces = defineCommand({
  name: 'faces',
  about: 'Show the faces that the engine sees in a picture, or in the first frame of a film.',
  usage: 'faces <file> [options]',
  options: {
    draw: text('<file>', 'Write the picture with boxes and points drawn on it.'),
    mesh: flag('All 468 points: in the JSON, and in the drawing.'),
    overwrite: flag('Replace the drawing when it exists.'),
    detectorSize: number(
      '<pixels>',
      { min: 64, max: 4096, whole: true },
      'Longer side at which the detector looks at the picture.',
    ),
    score: number('<x>', { min: 0, max: 1 }, 'Lowest score that counts as a face, 0 to 1.'),
    providers: choices(providers, 'Where the networks run, in order of preference. Default cpu.'),
    modelFolder: text('<folder>', "Where translated models are kept. Default: the user's cache folder."),
    json: flag('The last line of stdout is one JSON object; failures too.'),
  },
  examples: ['faces group.jpg', 'faces group.jpg --json', 'faces group.jpg --draw seen.png --mesh'],
  async run({ draw, mesh = false, overwrite = false, json, ...find }, positionals, { engine, signal, terminal }) {
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw wrongUse(`faces takes one file, got ${positionals.length}`);
    const api = await engine();
    const seen = await api.findFaces(file, { ...find, signal });
    if (draw !== undefined) await api.drawFaces(file, seen.faces, draw, { mesh, overwrite });
    if (json) terminal.print(JSON.stringify(facesToReport(seen, mesh)));
    else for (const line of describe(file, seen)) terminal.print(line);
    return exitCodes.done;
  },
});

function facesToReport({ width, height, faces: all }: SeenFaces, mesh: boolean): FacesReport {
  return { width, height, faces: all.map((face) => faceToReport(face, mesh)) };
}

function faceToReport({ box, score, points5, pose, age, female, mesh }: SeenFace, withMesh: boolean): FaceReport {
  const [x, y, width, height] = box;
  return {
    box: [round(x), round(y), round(width), round(height)],
    score: round(score, 4),
    points5: pointsOf(points5, 2) as FaceReport['points5'],
    yaw: round(pose.yaw),
    pitch: round(pose.pitch),
    roll: round(pose.roll),
    ...(age === undefined ? {} : { age: round(age, 1) }),
    ...(female === undefined ? {} : genderOf(female)),
    ...(withMesh ? { mesh: pointsOf(mesh, 3) as NonNullable<FaceReport['mesh']> } : {}),
  };
}

function genderOf(female: number): { gender: 'female' | 'male'; genderScore: number } {
  return female >= 0.5
    ? { gender: 'female', genderScore: round(female, 3) }
    : { gender: 'male', genderScore: round(1 - female, 3) };
}

function pointsOf(flat: Float32Array, dimensions: number): number[][] {
  const count = flat.length / dimensions;
  return Array.from({ length: count }, (_, point) =>
    Array.from(flat.subarray(point * dimensions, (point + 1) * dimensions), (value) => round(value)),
  );
}

function describe(file: string, { width, height, faces: all }: SeenFaces): string[] {
  const head = `${file}: ${width} × ${height} pixels, ${all.length} ${all.length === 1 ? 'face' : 'faces'}`;
  if (all.length === 0) return [head];
  const columns = ['#', 'x', 'y', 'width', 'height', 'score', 'yaw', 'pitch', 'roll', 'age', 'gender'];
  const rows = all.map(({ box, score, pose, age, female }, index) => [
    index + 1,
    ...box.map((value) => Math.round(value)),
    score.toFixed(2),
    Math.round(pose.yaw),
    Math.round(pose.pitch),
    Math.round(pose.roll),
    age === undefined ? '' : `about ${Math.round(age)}`,
    female === undefined ? '' : genderOf(female).gender,
  ]);
  return [head, '', ...table([columns, ...rows])];
}

/** Two digits are a hundredth of a pixel or degree: finer than any of the networks. */
function round(value: number, digits = 2): number {
  const rounded = Number(value.toFixed(digits));
  return rounded === 0 ? 0 : rounded;
}
