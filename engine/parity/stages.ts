/** Compares each stage of a case with FaceFusion's, given FaceFusion's own result of the stage before. */
import { join } from 'node:path';
import { pasteCrop } from '../src/blend/paste.ts';
import { type CheckedProcess, checkProcess } from '../src/checked-process-options.ts';
import { createLandmarkFaces } from '../src/faces/find-landmark-faces.ts';
import { apply, invert } from '../src/frame/affine.ts';
import { cropPicture } from '../src/frame/crop-face.ts';
import type { Frame } from '../src/frame/frame.ts';
import type { Picture } from '../src/frame/picture.ts';
import type { Sessions } from '../src/onnx/sessions.ts';
import { createNetworkSwapper } from '../src/swap/networks/network-swapper.ts';
import { processOptionsOf } from './case-options.ts';
import { atLeast, atMost, cosine, type Finding, farthest, isTrue, likeness } from './compare.ts';
import { faceOf, type GoldenCase, type GoldenCrop, matrixOf, readFrame, readNpy } from './golden.ts';

export async function compareStages(golden: GoldenCase, sessions: Sessions): Promise<Finding[]> {
  const options = checkProcess(processOptionsOf(golden));
  const target = await readFrame(golden.target);
  return [
    ...(await compareFaces(golden, options, target, sessions)),
    ...(await compareCrop(golden, golden.swaps[0] ?? golden.enhances[0], target)),
    ...(await compareSwap(golden, options, target, sessions)),
  ];
}

/** Our own faces of the target against the recorded ones, the whole way from the pixels. */
async function compareFaces(
  golden: GoldenCase,
  options: CheckedProcess,
  target: Frame,
  sessions: Sessions,
): Promise<Finding[]> {
  const { width, height } = target;
  const recorded = golden.faces.find(({ shape: [rows, columns] }) => rows === height && columns === width);
  if (recorded === undefined) return [];
  const finder = createLandmarkFaces(sessions, options);
  const embeddings = recorded.embeddings ? await readNpy(join(golden.folder, recorded.embeddings)) : undefined;
  const found = await finder.find(target, { embedding: embeddings !== undefined, attributes: false });
  const findings = [
    isTrue('faces', found.length === recorded.faces.length, `${found.length} of ${recorded.faces.length}`),
  ];
  if (!findings[0]!.passed) return findings;
  let [box, points, scale, likest] = [0, 0, 0, 1];
  for (const [i, face] of found.entries()) {
    const theirs = faceOf(recorded.faces[i]!);
    const [x, y, width, height] = face.box;
    const [tx, ty, tw, th] = theirs.box;
    box = Math.max(box, farthest([x, y, x + width, y + height], [tx, ty, tx + tw, ty + th]));
    // Half a pixel of the landmarker's crop, in which a face is 195 pixels long.
    scale = Math.max(tw, th) / 195;
    points = Math.max(points, farthest(face.points68, theirs.points68) / scale);
    if (embeddings)
      likest = Math.min(likest, cosine(face.embedding!, embeddings.data.subarray(i * 512, i * 512 + 512)));
  }
  findings.push(atMost('box, px', box, 0.5), atMost('68 points, px of the 256 crop', points, 0.5));
  if (embeddings) findings.push(atLeast('embedding, cosine', likest, 0.9995, 6));
  return findings;
}

/** The crop by the recorded matrix, and laying the recorded result back. */
async function compareCrop(golden: GoldenCase, crop: GoldenCrop | undefined, target: Frame): Promise<Finding[]> {
  if (crop === undefined || crop.frame !== null) return [];
  const matrix = matrixOf(crop);
  const [width, height] = crop.crop_size;
  const ours = cropPicture(target, matrix, width, height);
  const theirs = pictureOf(await readFrame(join(golden.folder, crop.crop)));
  const { largest, decibels } = likeness(ours.rgb.map(Math.round), theirs.rgb);
  const findings = [atMost('crop, largest difference', largest, 1, 0), atLeast('crop, PSNR dB', decibels, 75)];
  // A case that changes one face once can be pasted alone.
  if (golden.swaps.length + golden.enhances.length === 1 && golden.swaps.length === 1) {
    const processed = await readNpy(join(golden.folder, crop.processed));
    const mask = await readNpy(join(golden.folder, crop.mask));
    const picture = { width, height, rgb: swapChannels(processed.data) };
    pasteCrop(target, picture, { width, height, values: mask.data }, matrix);
    const expected = await readFrame(golden.expected!);
    const differences = target.planes.map((plane, at) => likeness(plane.data, expected.planes[at]!.data).largest);
    findings.push(atMost('paste, largest difference', Math.max(...differences), 1, 0));
  }
  return findings;
}

/** Matrix, masks, source vector and network result of the first swap, from the recorded face and embedding. */
async function compareSwap(
  golden: GoldenCase,
  options: CheckedProcess,
  edited: Frame,
  sessions: Sessions,
): Promise<Finding[]> {
  const [swap, processor] = [golden.swaps[0], options.processors[0]];
  if (swap === undefined || swap.frame !== null || processor?.kind !== 'face-swapper') return [];
  const target = await readFrame(golden.target);
  if (edited.width !== target.width) throw new Error('the target changed its size');
  const recorded = golden.faces.flatMap(({ faces, embeddings }) => faces.map((face, i) => ({ face, embeddings, i })));
  const { face, embeddings, i } = recorded.find((one) => farthest(one.face.box, swap.target_box) < 0.01)!;
  const targetEmbedding =
    embeddings === undefined
      ? undefined
      : (await readNpy(join(golden.folder, embeddings))).data.slice(i * 512, i * 512 + 512);
  const swapper = createNetworkSwapper(sessions, { ...processor, mask: options.mask });
  const sourceFace = golden.faces.find((one) => !one.faces.some(({ box }) => farthest(box, swap.target_box) < 0.01));
  const sources =
    sourceFace === undefined
      ? []
      : [{ frame: await readFrame(golden.sources[0]!), face: faceOf(sourceFace.faces[0]!) }];
  const read = async (file: string | undefined) =>
    file === undefined ? new Float32Array(512) : (await readNpy(join(golden.folder, file))).data;
  const person = { embedding: await read(swap.source_embedding), normalised: await read(swap.source_embedding_norm) };
  const identity = await swapper.prepare(sources, person);
  const ours = await swapper.draw(target, faceOf(face, targetEmbedding), identity);
  const theirs = matrixOf(swap);
  const side = swap.crop_size[0];
  const corners = [0, 0, side, 0, 0, side, side, side];
  const mapped = (matrix: typeof theirs) =>
    corners.flatMap((x, at) => (at % 2 === 0 ? apply(invert(matrix), x, corners[at + 1]!) : []));
  const findings = [atMost('matrix, px at the corners', farthest(mapped(ours.matrix), mapped(theirs)), 1e-3)];
  const processed = await readNpy(join(golden.folder, swap.processed));
  findings.push(
    atMost(
      'network result, largest difference',
      likeness(ours.swapped.rgb, swapChannels(processed.data)).largest,
      1.5,
      3,
    ),
    atMost('network result, mean difference', likeness(ours.swapped.rgb, swapChannels(processed.data)).mean, 0.05),
  );
  for (const [type, file] of Object.entries(swap.masks)) {
    const mask = ours.masks[type as keyof typeof ours.masks];
    const golden_ = (await readNpy(join(golden.folder, file))).data;
    if (mask === undefined) throw new Error(`no ${type} mask was made`);
    const { largest, mean } = likeness(mask.values, golden_);
    findings.push(
      atMost(`${type} mask, largest`, largest, type === 'box' ? 1e-3 : 0.05),
      atMost(`${type} mask, mean`, mean, 0.001, 6),
    );
  }
  return findings;
}

/** Interleaved R, G, B of an 8-bit frame. */
function pictureOf({ width, height, planes }: Frame): Picture {
  const rgb = new Float32Array(width * height * 3);
  for (const [channel, { data, stride }] of planes.entries()) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) rgb[(y * width + x) * 3 + channel] = data[y * stride + x]!;
    }
  }
  return { width, height, rgb };
}

/** B, G, R to R, G, B. */
function swapChannels(bgr: Float32Array): Float32Array {
  const rgb = new Float32Array(bgr.length);
  for (let i = 0; i < bgr.length; i += 3) rgb.set([bgr[i + 2]!, bgr[i + 1]!, bgr[i]!], i);
  return rgb;
}
