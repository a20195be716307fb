/** Lays a crop back over the frame that it was cut from, where a mask shows it. */
import { type Affine, apply, compose, invert } from '../frame/affine.ts';
import type { Frame } from '../frame/frame.ts';
import type { Mask, Picture } from '../frame/picture.ts';
import type { Region } from '../frame/region.ts';
import { layRows } from './lay-rows.ts';
import { releasePatchScratch } from './patch-memory.ts';
import { type Box, type CropPlanes, samplePicture } from './sample-picture.ts';

/**
 * Lays `crop` over `frame` in place, in the frame's own pixel format, by as much as `mask` (of the same size) says; answers
 * what has changed, or undefined when nothing has.
 *
 * `frameToCrop` is the map that the crop was cut by. Both are interpolated bilinearly; beyond its border the mask is 0. Samples
 * are rounded, but in 8-bit RGB fractions are cut off: there every value can be FaceFusion's own. `share`: of the crop, the rest
 * being the frame as it was.
 */
export function pasteCrop(
  frame: Frame,
  crop: Picture | CropPlanes,
  mask: Mask,
  frameToCrop: Affine,
  share = 1,
): Region | undefined {
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
  releasePatchScratch();
  const picture = samplePicture(frame, crop, mask, share, shown);
  layRows(frame, box, picture, compose([1, 0, -picture.left, 0, 1, -picture.top], map));
  return { x: box.left, y: box.top, width, height };
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
function pasteBox(frame: Frame, cropToFrame: Affine, crop: Pick<Picture, 'width' | 'height'>, shown: Box): Box {
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
