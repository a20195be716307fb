import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Face } from '../faces/face.ts';
import { triangles } from '../faces/uv/topology.ts';
import type { Frame } from '../frame/frame.ts';
import { sampleRgb } from '../frame/sample.ts';
import { PartFile } from './part-file.ts';
import { writeFailure } from './still.ts';
import { stillFormatOf } from './still-coding.ts';

export interface DrawingOptions {
  /** Draw all points of the mesh and the triangles between them too. */
  readonly mesh?: boolean;
  readonly overwrite?: boolean;
}

/**
 * Writes `frame`, in square pixels and 8 bits, with faces drawn over it. Throws EngineError `option-invalid` (the extension),
 * `output-exists`, `output-unwritable` or `disk-full`.
 */
export async function writeDrawing(
  path: string,
  frame: Frame,
  faces: readonly Face[],
  options: DrawingOptions = {},
): Promise<void> {
  const format = stillFormatOf(path);
  await using part = await PartFile.create(path, options.overwrite ?? false);
  const [width, height] = [Math.round(frame.width * frame.pixelAspect), frame.height];
  const pixels = new Float32Array(width * height * 3);
  sampleRgb(frame, [1, 0, 0, 0, 1, 0], width, height, pixels);
  const drawing = drawingSvg(width, height, faces, options.mesh ?? false);
  const raw = { width, height, channels: 3 } as const;
  const bytes = await sharp(new Uint8ClampedArray(pixels), { raw, limitInputPixels: false })
    .composite([{ input: Buffer.from(drawing) }])
    .removeAlpha()
    .toFormat(format)
    .toBuffer();
  await writeFile(part.path, bytes).catch((cause: unknown) => {
    throw writeFailure(path, cause);
  });
  await part.publish();
}

function drawingSvg(width: number, height: number, faces: readonly Face[], mesh: boolean): string {
  const drawn = faces.map((face) => faceSvg(face, mesh)).join('');
  // SVG has its zero at the corner of the first pixel, the engine at its centre.
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g transform="translate(0.5 0.5)" fill="none">${drawn}</g></svg>`;
}

const colours = { box: '#35d07f', point: '#ff4d4d', look: '#ffd23f', mesh: '#ffffff' };

function faceSvg(face: Face, withMesh: boolean): string {
  const [x, y, width, height] = face.box;
  const line = Math.max(1, Math.max(width, height) / 150);
  const text = Math.max(10, width / 9);
  const score = face.score.toFixed(2);
  return [
    withMesh ? meshSvg(face.mesh, line) : '',
    `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" stroke="${colours.box}" stroke-width="${line}"/>`,
    lookSvg(face, line),
    ...pairs(face.points5).map(([px, py]) => dot(px, py, 2 * line, colours.point)),
    `<text x="${at(x)}" y="${at(y - text / 3)}" font-family="sans-serif" font-size="${at(text)}" fill="${colours.box}">${score}</text>`,
  ].join('');
}

function meshSvg(mesh: Float32Array, line: number): string {
  const point = (index: number) => `${at(mesh[3 * index]!)} ${at(mesh[3 * index + 1]!)}`;
  let edges = '';
  for (let t = 0; t < triangles.length; t += 3) {
    edges += `M${point(triangles[t]!)}L${point(triangles[t + 1]!)}L${point(triangles[t + 2]!)}Z`;
  }
  const dots = Array.from({ length: mesh.length / 3 }, (_, index) =>
    dot(mesh[3 * index]!, mesh[3 * index + 1]!, line / 2, colours.mesh),
  );
  return `<path d="${edges}" stroke="${colours.mesh}" stroke-opacity="0.3" stroke-width="${line / 3}"/>${dots.join('')}`;
}

/** An arrow from the tip of the nose to where the face looks: short when it looks into the camera. */
function lookSvg({ points5, box, pose }: Face, line: number): string {
  const [yaw, pitch, roll] = [pose.yaw, pose.pitch, pose.roll].map((degrees) => (degrees * Math.PI) / 180) as [
    number,
    number,
    number,
  ];
  const length = 0.8 * Math.max(box[2], box[3]);
  const [right, down] = [length * Math.sin(yaw) * Math.cos(pitch), length * Math.sin(pitch)];
  const [dx, dy] = [right * Math.cos(roll) - down * Math.sin(roll), right * Math.sin(roll) + down * Math.cos(roll)];
  const [x, y] = [points5[4]!, points5[5]!];
  const head = (turn: number) => {
    const angle = Math.atan2(dy, dx) + turn;
    return `M${at(x + dx)} ${at(y + dy)}L${at(x + dx + 6 * line * Math.cos(angle))} ${at(y + dy + 6 * line * Math.sin(angle))}`;
  };
  const path = `M${at(x)} ${at(y)}L${at(x + dx)} ${at(y + dy)}${head(2.6)}${head(-2.6)}`;
  return `<path d="${path}" stroke="${colours.look}" stroke-width="${1.5 * line}"/>`;
}

function dot(x: number, y: number, radius: number, colour: string): string {
  return `<circle cx="${at(x)}" cy="${at(y)}" r="${at(radius)}" fill="${colour}"/>`;
}

function pairs(points: Float32Array): [number, number][] {
  return Array.from({ length: points.length / 2 }, (_, index) => [points[2 * index]!, points[2 * index + 1]!]);
}

/** A hundredth of a pixel is as fine as it gets. */
function at(value: number): string {
  return value.toFixed(2);
}
