/** Lays a crop back over the frame that it was cut from, where a mask shows it. */
import type { Region } from '../decode/film.ts';
import { type Affine, apply, invert } from '../frame/affine.ts';
import { bilinearIn } from '../frame/bilinear.ts';
import type { Frame } from '../frame/frame.ts';
import type { Mask, Picture } from '../frame/picture.ts';
import { composite } from './composite.ts';
import { claimPatchScratch, patchImports, patchViews, placePatch, releasePatchScratch } from './patch-memory.ts';

const { pasteRow } = bilinearIn(patchImports.patch.memory);

/** Steps that lie beyond a border by less than this are rounding noise. */
const SLIVER = 1e-6;

/** Columns and rows `left`..`right`-1, `top`..`bottom`-1. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Lays `crop` over `frame` in place, in the frame's own pixel format, by as much as `mask` (of the same size) says; answers
 * what has changed, or undefined when nothing has.
 *
 * `frameToCrop` is the map that the crop was cut by. Both are interpolated bilinearly; beyond its border the mask is 0. Samples
 * are rounded, but in 8-bit RGB fractions are cut off: there every value can be FaceFusion's own.
 */
export function pasteCrop(frame: Frame, crop: Picture, mask: Mask, frameToCrop: Affine): Region | undefined {
  if (mask.width !== crop.width || mask.height !== crop.height) {
    const sizes = `${mask.width}×${mask.height}, not ${crop.width}×${crop.height}`;
    throw new RangeError(`the mask of a crop is ${sizes}`);
  }
  if (crop.width < 2 || crop.height < 2) throw new RangeError(`a crop of ${crop.width}×${crop.height} is too small`);
  const shown = shownBox(mask);
  if (shown === undefined) return undefined;
  // From here on x counts plane columns.
  const [a, b, c, d, e, f] = frameToCrop;
  const map: Affine = [a * frame.pixelAspect, b, c, d * frame.pixelAspect, e, f];
  const box = pasteBox(frame, invert(map), crop, shown);
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  if (width <= 0 || height <= 0) return undefined;
  const region = { x: box.left, y: box.top, width, height };
  const rgbaAt = placePatch(width * height * 16) / 4;
  drawPatch(region, rgbaAt, crop, mask, shown, map);
  const rgba = patchViews().floats.subarray(rgbaAt, rgbaAt + width * height * 4);
  if (frame.format.model === 'rgb' && frame.format.bitDepth === 8) cutFractions(rgba);
  composite(frame, { ...region, rgba });
  return region;
}

/** Just under a half: a value that is whole must stay itself when it is rounded. */
const ALMOST_HALF = 0.498;

/** Lowers colours by so much that what is mixed in by their alpha rounds to what it would be cut to. */
function cutFractions(rgba: Float32Array): void {
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3]!;
    if (alpha === 0) continue;
    const lower = ALMOST_HALF / alpha;
    rgba[at]! -= lower;
    rgba[at + 1]! -= lower;
    rgba[at + 2]! -= lower;
  }
}

/** The smallest box around what a mask shows. */
function shownBox({ width, height, values }: Mask): Box | undefined {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    const start = y * width;
    let first = 0;
    while (first < width && !(values[start + first]! > 0)) first++;
    if (first === width) continue;
    let last = width - 1;
    while (!(values[start + last]! > 0)) last--;
    left = Math.min(left, first);
    right = Math.max(right, last + 1);
    top = Math.min(top, y);
    bottom = y + 1;
  }
  return right > left ? { left, top, right, bottom } : undefined;
}

/** The pixels of the frame within the crop's corners, which FaceFusion rounds, less those that the mask does not show. */
function pasteBox(frame: Frame, cropToFrame: Affine, crop: Picture, shown: Box): Box {
  const whole = boundingBox(cropToFrame, { left: 0, top: 0, right: crop.width, bottom: crop.height });
  const { left, top, right, bottom } = shown;
  // Between a shown pixel and its hidden neighbour the mask fades.
  const part = boundingBox(cropToFrame, { left: left - 1, top: top - 1, right, bottom });
  return {
    left: Math.max(0, Math.round(whole.left), Math.floor(part.left)),
    top: Math.max(0, Math.round(whole.top), Math.floor(part.top)),
    right: Math.min(frame.width, Math.round(whole.right), Math.ceil(part.right) + 1),
    bottom: Math.min(frame.height, Math.round(whole.bottom), Math.ceil(part.bottom) + 1),
  };
}

function boundingBox(map: Affine, { left, top, right, bottom }: Box): Box {
  const corners = [apply(map, left, top), apply(map, right, top), apply(map, right, bottom), apply(map, left, bottom)];
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

function drawPatch(region: Region, rgbaAt: number, crop: Picture, mask: Mask, shown: Box, map: Affine): void {
  const [a, b, c, d, e, f] = map;
  const width = shown.right - shown.left + 3;
  releasePatchScratch();
  const picture = claimPatchScratch(width * (shown.bottom - shown.top + 3) * 16);
  writePicture(picture / 4, crop, mask, shown);
  const { floats } = patchViews();
  for (let row = 0; row < region.height; row++) {
    const y = region.y + row;
    // In the picture, which begins one pixel before what is shown.
    const startX = a * region.x + b * y + c - shown.left + 1;
    const startY = d * region.x + e * y + f - shown.top + 1;
    const start = rgbaAt + row * region.width * 4;
    let [from, to] = between(startX, a, width - 2, 0, region.width);
    [from, to] = between(startY, d, shown.bottom - shown.top + 1, from, to);
    floats.fill(0, start, start + from * 4);
    floats.fill(0, start + to * 4, start + region.width * 4);
    if (to <= from) continue;
    pasteRow(
      ...([picture, width * 16, startX + a * from, startY + d * from, a, d] as const),
      ...([to - from, (start + from * 4) * 4] as const),
    );
  }
}

/** Of the steps `from`..`to`-1, those at which start + step · i lies between 0 and `high`. */
function between(start: number, step: number, high: number, from: number, to: number): [from: number, to: number] {
  if (step === 0) return start >= 0 && start <= high ? [from, to] : [from, from];
  const ends = [-start / step, (high - start) / step];
  // Neither end lies beyond the steps, however far a small step puts it.
  const first = Math.min(to, Math.max(from, Math.ceil(Math.min(...ends) - SLIVER)));
  return [first, Math.max(first, Math.min(to, Math.floor(Math.max(...ends) + SLIVER) + 1))];
}

/**
 * What is shown of the crop as RGBA, with the mask as alpha, one pixel more on the left and above, and two on the right and
 * below. Beyond the crop its border goes on with alpha 0.
 */
function writePicture(place: number, { width, height, rgb }: Picture, { values }: Mask, shown: Box): void {
  const { floats } = patchViews();
  const stride = (shown.right - shown.left + 3) * 4;
  const left = Math.max(0, shown.left - 1);
  const right = Math.min(width - 1, shown.right + 1);
  for (let y = shown.top - 1, start = place; y <= shown.bottom + 1; y++, start += stride) {
    const row = Math.min(Math.max(y, 0), height - 1) * width;
    const first = start + (left - shown.left + 1) * 4;
    let at = first;
    for (let pixel = row + left, from = pixel * 3; pixel <= row + right; pixel++, from += 3, at += 4) {
      floats[at] = rgb[from]!;
      floats[at + 1] = rgb[from + 1]!;
      floats[at + 2] = rgb[from + 2]!;
      const shows = values[pixel]!;
      floats[at + 3] = shows > 1 ? 1 : shows > 0 ? shows : 0;
    }
    if (first > start) repeatColor(floats, first, start);
    for (; at < start + stride; at += 4) repeatColor(floats, at - 4, at);
    if (y < 0 || y >= height) for (let alpha = start + 3; alpha < start + stride; alpha += 4) floats[alpha] = 0;
  }
}

function repeatColor(floats: Float32Array, from: number, to: number): void {
  floats.copyWithin(to, from, from + 3);
  floats[to + 3] = 0;
}
