/**
 * 8-bit L*a*b* in the integer arithmetic of OpenCV's `cvtColor`, so that networks whose training and users went through it see
 * the same pictures, rounding and all. L is 0..255 for L* 0..100; a and b are moved by 128.
 */
import { instantiate } from '../wasm/instantiate.ts';
import { kernelBinary } from './lab-binary.ts';
import { labTables, writeLabTables } from './lab-tables.ts';
import type { Picture } from './picture.ts';
import { claimScratch, keepScratch, kernels, releaseScratch, scratch } from './sample-kernels.ts';

/** The functions of lab.wat; pointers are byte offsets into scratch memory. */
interface Kernels {
  toLab(...args: [tables: number, first: number, third: number, rgb: number, count: number, lab: number]): number;
  fromLab(
    ...args: [
      ...[tables: number, levels: number, lab: number, count: number],
      ...[red: number, green: number, blue: number, step: number],
    ]
  ): void;
}

const { toLab, fromLab } = instantiate<Kernels>(kernelBinary, { pixels: { memory: kernels.memory } });

const tables = keepScratch(labTables.bytes);
writeLabTables(scratch(), tables);

/** L, a, b of a picture's pixels, in scratch memory: valid until something else is done there. */
export interface ScratchLab {
  readonly place: number;
  readonly pixels: number;
  /** 0..255 */
  readonly meanL: number;
}

/**
 * L, a, b of each pixel. `swapped` takes red for blue and blue for red, as FaceFusion does when it gives its BGR pictures to
 * the code for RGB.
 */
export function labOf(picture: Picture, swapped = false): Uint8ClampedArray {
  const { place, pixels } = labInScratch(picture, swapped);
  return Uint8ClampedArray.from(scratch().bytes.subarray(place, place + pixels * 3));
}

/** The picture of L, a, b; `swapped` as in `labOf`. */
export function pictureOfLab(lab: Uint8ClampedArray, width: number, height: number, swapped = false): Picture {
  releaseScratch();
  const place = claimScratch(lab.length);
  scratch().bytes.set(lab, place);
  const rgb = new Float32Array(lab.length);
  writeRgb({ place, pixels: lab.length / 3, meanL: 0 }, swapped, rgb);
  return { width, height, rgb };
}

/** What is left of a picture after 8-bit L*a*b*: most values are off by up to 2. `swapped` as in `labOf`. */
export function labRoundTrip(picture: Picture, swapped = false): Picture {
  const rgb = new Float32Array(picture.rgb.length);
  writeRgb(labInScratch(picture, swapped), swapped, rgb);
  return { ...picture, rgb };
}

/** What `labOf` answers, left in scratch memory. */
export function labInScratch({ rgb }: Picture, swapped: boolean): ScratchLab {
  releaseScratch();
  const pixels = rgb.length / 3;
  const from = claimScratch(rgb.byteLength);
  const place = claimScratch(rgb.length);
  if (pixels === 0) return { place, pixels, meanL: 0 };
  scratch().floats.set(rgb, from / 4);
  const [first, third] = swapped ? [labTables.blue, labTables.red] : [labTables.red, labTables.blue];
  const sum = toLab(tables, tables + first, tables + third, from, pixels, place);
  return { place, pixels, meanL: sum / pixels };
}

/** Writes interleaved R, G, B in 0..255; `swapped` as in `labOf`. */
export function writeRgb(lab: ScratchLab, swapped: boolean, rgb: Float32Array): void {
  const out = claimScratch(rgb.byteLength);
  const [red, blue] = swapped ? [out + 8, out] : [out, out + 8];
  if (lab.pixels === 0) return;
  fromLab(tables, tables + labTables.levels, lab.place, lab.pixels, red, out + 4, blue, 12);
  rgb.set(scratch().floats.subarray(out / 4, out / 4 + rgb.length));
}

/** Writes planes of blue, green and red in 0..1; `swapped` as in `labOf`. */
export function writeBgrPlanes(lab: ScratchLab, swapped: boolean, planes: Float32Array): void {
  const out = claimScratch(planes.byteLength);
  const last = out + lab.pixels * 8;
  const [red, blue] = swapped ? [out, last] : [last, out];
  if (lab.pixels === 0) return;
  fromLab(tables, tables + labTables.fractions, lab.place, lab.pixels, red, out + lab.pixels * 4, blue, 4);
  planes.set(scratch().floats.subarray(out / 4, out / 4 + planes.length));
}
