/** Samples of a plane: 8-bit files use bytes, 9 to 16 bits use 16-bit words (little end first, value in the low bits). */
export type Samples = Uint8Array | Uint16Array;

/** One colour plane. `stride` counts samples, not bytes. */
export interface Plane {
  readonly data: Samples;
  readonly stride: number;
  readonly width: number;
  readonly height: number;
}

export interface PixelFormat {
  /** `yuv`: planes Y, U, V. `rgb`: planes R, G, B. `gray`: one plane. Alpha never enters a frame: readers keep it aside. */
  readonly model: 'yuv' | 'rgb' | 'gray';
  readonly bitDepth: number;
  /** log2 of the chroma planes' reduction: 4:2:0 is (1, 1), 4:2:2 is (1, 0), 4:4:4, rgb and gray are (0, 0). */
  readonly chromaShiftX: 0 | 1;
  readonly chromaShiftY: 0 | 1;
}

/** What turns sample values into light, as far as the engine needs it. Tags it does not need travel with the file. */
export interface ColorDescription {
  /** The YUV matrix; `rgb` frames say `identity`. */
  readonly matrix: 'bt601' | 'bt709' | 'bt2020' | 'smpte240m' | 'fcc' | 'identity';
  readonly fullRange: boolean;
}

/**
 * An upright picture as planes, in the file's own pixel format.
 *
 * Coordinates everywhere in the engine are *square pixels* of the upright picture: x grows right, y down, and (0, 0) is the
 * centre of the top left pixel. A plane's column is `x / pixelAspect`.
 */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Width of a pixel ÷ its height; 1 for nearly every file. */
  readonly pixelAspect: number;
  readonly format: PixelFormat;
  readonly color: ColorDescription;
  readonly planes: readonly Plane[];
}

/** Bytes that one sample takes in memory. */
export function bytesPerSample(format: PixelFormat): 1 | 2 {
  return format.bitDepth > 8 ? 2 : 1;
}

/** Width and height of each plane of a picture, in samples. */
export function planeSizes(
  format: PixelFormat,
  width: number,
  height: number,
): readonly { width: number; height: number }[] {
  const full = { width, height };
  if (format.model === 'gray') return [full];
  if (format.model === 'rgb') return [full, full, full];
  const chroma = {
    width: (width + (1 << format.chromaShiftX) - 1) >> format.chromaShiftX,
    height: (height + (1 << format.chromaShiftY) - 1) >> format.chromaShiftY,
  };
  return [full, chroma, chroma];
}

/** Bytes of a frame whose rows are packed without gaps. */
export function frameBytes(format: PixelFormat, width: number, height: number): number {
  let samples = 0;
  for (const size of planeSizes(format, width, height)) samples += size.width * size.height;
  return samples * bytesPerSample(format);
}

/** What a frame is, without its pixels: enough to lay it over a piece of memory. */
export type FrameShape = Omit<Frame, 'planes'>;

/** Lays a frame of the given shape over `memory` (rows packed, planes one after another). No copy. */
export function frameOver(shape: FrameShape, memory: ArrayBufferLike, byteOffset = 0): Frame {
  const { format, width, height } = shape;
  const bytes = bytesPerSample(format);
  const planes: Plane[] = [];
  let offset = byteOffset;
  for (const size of planeSizes(format, width, height)) {
    const length = size.width * size.height;
    const data = bytes === 1 ? new Uint8Array(memory, offset, length) : new Uint16Array(memory, offset, length);
    planes.push({ data, stride: size.width, width: size.width, height: size.height });
    offset += length * bytes;
  }
  return { width, height, pixelAspect: shape.pixelAspect, format, color: shape.color, planes };
}

/** A new frame of the given shape in shared memory, so that worker threads can read and write it in place. */
export function allocateFrame(shape: FrameShape): Frame {
  return frameOver(shape, new SharedArrayBuffer(frameBytes(shape.format, shape.width, shape.height)));
}
