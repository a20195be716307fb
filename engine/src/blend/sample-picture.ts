import type { Frame } from '../frame/frame.ts';
import type { Mask, Picture } from '../frame/picture.ts';
import { planeMixes } from '../frame/plane-mixes.ts';
import { pasteKernels } from './paste-kernels.ts';
import { claimPatchScratch, patchViews } from './patch-memory.ts';

/** Columns and rows `left`..`right`-1, `top`..`bottom`-1. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A crop as a network leaves it: planes of red, green and blue, which are numbers · `scale` + `offset` within 0..255. */
export interface CropPlanes {
  readonly width: number;
  readonly height: number;
  readonly planes: Float32Array;
  readonly scale: number;
  readonly offset: number;
  /** Rounded to whole numbers. */
  readonly rounded: boolean;
}

/** Part of a crop in patch scratch memory: four f32 a pixel, three planes' samples in a frame's own terms, and alpha. */
export interface SamplePicture {
  readonly place: number;
  /** Its first pixel, in the crop. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels that are copied at once: few enough to stay in the processor's cache. */
const BAND_PIXELS = 16_384;

/**
 * What is shown of the crop, with `share` of the mask as alpha, one pixel more on the left and above, and two on the right and below. Beyond
 * the crop its border goes on with alpha 0.
 */
export function samplePicture(
  frame: Frame,
  crop: Picture | CropPlanes,
  mask: Mask,
  share: number,
  shown: Box,
): SamplePicture {
  const { width, height } = crop;
  const picture = {
    ...{ left: shown.left - 1, top: shown.top - 1 },
    ...{ width: shown.right - shown.left + 3, height: shown.bottom - shown.top + 3 },
  };
  const rowBytes = picture.width * 16;
  const place = claimPatchScratch(rowBytes * picture.height);
  const bandRows = Math.max(1, Math.floor(BAND_PIXELS / width));
  const mixes = claimPatchScratch(64);
  /** Bytes from a plane of colours to the next; a row's last vector runs over its end. */
  const room = bandRows * width * 4 + 16;
  const colors = claimPatchScratch(3 * room);
  const alphas = claimPatchScratch(bandRows * width * 4);
  const { floats } = patchViews();
  writeMixes(frame, floats, mixes / 4);
  const [left, right] = [Math.max(0, picture.left), Math.min(width, shown.right + 2)];
  const [top, bottom] = [Math.max(0, picture.top), Math.min(height, shown.bottom + 2)];
  for (let first = top; first < bottom; first += bandRows) {
    const end = Math.min(first + bandRows, bottom);
    copyRows(crop, first, end, floats, colors / 4, room / 4);
    floats.set(mask.values.subarray(first * width, end * width), alphas / 4);
    for (let y = first; y < end; y++) {
      const pixel = (y - first) * width + left;
      const row = place + (y - picture.top) * rowBytes;
      const out = row + (left - picture.left) * 16;
      if ('rgb' in crop) {
        pasteKernels.toSamples(colors + pixel * 12, alphas + pixel * 4, right - left, mixes, share, out);
      } else {
        const red = colors + pixel * 4;
        pasteKernels.planesToSamples(
          red,
          red + room,
          red + 2 * room,
          alphas + pixel * 4,
          right - left,
          crop.scale,
          crop.offset,
          crop.rounded ? 1 : 0,
          mixes,
          share,
          out,
        );
      }
      if (out > row) repeatColor(floats, out / 4, row / 4);
      for (let at = out / 4 + (right - left) * 4; at < (row + rowBytes) / 4; at += 4) repeatColor(floats, at - 4, at);
    }
  }
  const rowOf = (y: number) => (place + (y - picture.top) * rowBytes) / 4;
  if (picture.top < top) repeatRow(floats, rowOf(top), rowOf(picture.top), rowBytes / 4);
  for (let y = bottom; y < picture.top + picture.height; y++) {
    repeatRow(floats, rowOf(bottom - 1), rowOf(y), rowBytes / 4);
  }
  return { ...picture, place };
}

/** Copies rows `first`..`end`-1 of the crop's colours, planes `room` numbers apart. */
function copyRows(
  crop: Picture | CropPlanes,
  first: number,
  end: number,
  floats: Float32Array,
  to: number,
  room: number,
): void {
  const { width, height } = crop;
  if ('rgb' in crop) {
    floats.set(crop.rgb.subarray(first * width * 3, end * width * 3), to);
    return;
  }
  for (let plane = 0; plane < 3; plane++) {
    const from = plane * width * height;
    floats.set(crop.planes.subarray(from + first * width, from + end * width), to + plane * room);
  }
}

/** What R, G and B count in the three planes' samples, and what is added: a column of four numbers each. */
function writeMixes(frame: Frame, floats: Float32Array, at: number): void {
  floats.fill(0, at, at + 16);
  for (const [plane, mix] of planeMixes(frame).entries()) {
    for (const [column, value] of mix.entries()) floats[at + column * 4 + plane] = value;
  }
}

function repeatColor(floats: Float32Array, from: number, to: number): void {
  for (let i = 0; i < 3; i++) floats[to + i] = floats[from + i]!;
  floats[to + 3] = 0;
}

function repeatRow(floats: Float32Array, from: number, to: number, length: number): void {
  floats.copyWithin(to, from, from + length);
  for (let alpha = to + 3; alpha < to + length; alpha += 4) floats[alpha] = 0;
}
