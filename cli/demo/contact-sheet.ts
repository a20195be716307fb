// `npm run contact-sheet`: source | target | result for pairs of the sample faces, so that anyone can look and judge.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { findFaces, swapFaces } from '@mirrorworks/engine';
import sharp from 'sharp';
import { samplePhotos } from '../sample/photos.ts';
import { choosePairs } from './pairs.ts';
import { type Tile, writeTiles } from './picture-row.ts';

const TILE = 360;
const TRIPLES_A_ROW = 2;

interface Portrait {
  readonly file: string;
  readonly name: string;
}

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join('out', 'contact-sheet.png') },
    /** How many pairs; they are spread evenly over all of them. */
    pairs: { type: 'string', default: '24' },
    /** Faces turned further, in degrees, are left out. */
    yaw: { type: 'string', default: '45' },
  },
});

const folder = await mkdtemp(join(tmpdir(), 'mirrorworks-sheet-'));
try {
  const portraits = await cutPortraits(Number(values.yaw));
  const pairs = choosePairs(portraits.length, Number(values.pairs));
  const triples: Tile[][] = [];
  for (const [index, [from, to]] of pairs.entries()) {
    triples.push(await swapPair(portraits[from]!, portraits[to]!, index));
    console.log(`${index + 1} of ${pairs.length}: ${portraits[from]?.name} into ${portraits[to]?.name}`);
  }
  await mkdir(dirname(values.out), { recursive: true });
  const rows = Array.from({ length: Math.ceil(triples.length / TRIPLES_A_ROW) }, (_, row) =>
    triples.slice(row * TRIPLES_A_ROW, (row + 1) * TRIPLES_A_ROW).flat(),
  );
  await writeTiles(rows, TILE, TILE, values.out);
  console.log(`contact sheet: ${values.out}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Cuts every face that looks far enough into the camera out of the sample photos, with room around it. */
async function cutPortraits(widestYaw: number): Promise<Portrait[]> {
  const portraits: Portrait[] = [];
  for (const photo of samplePhotos()) {
    const { width, height, faces } = await findFaces(photo);
    for (const [index, { box, pose }] of faces.entries()) {
      if (Math.abs(pose.yaw) > widestYaw) continue;
      const side = Math.round(Math.min(2 * Math.max(box[2], box[3]), width, height));
      const left = Math.round(Math.min(Math.max(box[0] + (box[2] - side) / 2, 0), width - side));
      const top = Math.round(Math.min(Math.max(box[1] + (box[3] - side) / 2, 0), height - side));
      const name = `${basename(photo, '.jpg')} #${index + 1}`;
      const file = join(folder, `${name.replace(' #', '-')}.png`);
      await sharp(photo).extract({ left, top, width: side, height: side }).toFile(file);
      portraits.push({ file, name: `${name}, yaw ${Math.round(pose.yaw)}°` });
    }
  }
  return portraits;
}

async function swapPair(source: Portrait, target: Portrait, index: number): Promise<Tile[]> {
  const output = join(folder, `result-${index}.png`);
  const run = swapFaces({ source: source.file, target: target.file, output, overwrite: true });
  const { framesChanged } = await run.result;
  return [
    { picture: source.file, caption: `source: ${source.name}` },
    { picture: target.file, caption: `target: ${target.name}` },
    { picture: output, caption: framesChanged > 0 ? 'result' : 'result: no face changed' },
  ];
}
