import {
  AV_PIX_FMT_NONE,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_BT2020_CL,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_FCC,
  AVCOL_SPC_SMPTE240M,
  AVCOL_SPC_UNSPECIFIED,
  type AVColorRange,
  type AVColorSpace,
  type AVPixelFormat,
} from 'node-av/constants';
import { avcodecFindBestPixFmtOfList, avGetPixFmtFromName, avGetPixFmtName, type Frame } from 'node-av/lib';
import type { ColorDescription, PixelFormat } from '../frame/frame.ts';

const planarYuv = /^yuvj?(420|422|440|444)p(?:(9|10|12|14|16)le)?$/;
const planarRgb = /^gbrp(?:(9|10|12|14|16)le)?$/;
const gray = /^gray(?:(9|10|12|14|16)le)?$/;

/** The engine's description of an FFmpeg pixel format, or undefined when its samples do not lie in plain planes. */
export function pixelFormatOf(format: AVPixelFormat): PixelFormat | undefined {
  const name = avGetPixFmtName(format) ?? '';
  const yuv = planarYuv.exec(name);
  if (yuv) {
    const chroma = yuv[1];
    const chromaShiftX = chroma === '420' || chroma === '422' ? 1 : 0;
    const chromaShiftY = chroma === '420' || chroma === '440' ? 1 : 0;
    return { model: 'yuv', bitDepth: Number(yuv[2] ?? 8), chromaShiftX, chromaShiftY };
  }
  const one = planarRgb.exec(name) ?? gray.exec(name);
  if (!one) return undefined;
  const model = name.startsWith('gray') ? 'gray' : 'rgb';
  return { model, bitDepth: Number(one[1] ?? 8), chromaShiftX: 0, chromaShiftY: 0 };
}

/** A video frame's `format` is a pixel format; the binding's type also allows sample formats. */
export function pixelFormatNumber(picture: Frame): AVPixelFormat {
  return picture.format as AVPixelFormat;
}

/** FFmpeg keeps RGB planes as G, B, R. */
export function planeOrder(format: PixelFormat): readonly number[] {
  if (format.model === 'rgb') return [2, 0, 1];
  return format.model === 'gray' ? [0] : [0, 1, 2];
}

const depths = ['', '9le', '10le', '12le', '14le', '16le'];
const plainFormats = depths.flatMap((depth) =>
  ['yuv420p', 'yuv422p', 'yuv444p', 'gbrp', 'gray'].map((layout) => avGetPixFmtFromName(layout + depth)),
);

/** The plain planar format that loses least of a packed, semi-planar, palette or alpha format. */
export function nearestPlanarFormat(format: AVPixelFormat): AVPixelFormat {
  const candidates = plainFormats.filter((candidate) => candidate !== AV_PIX_FMT_NONE);
  return avcodecFindBestPixFmtOfList(candidates, format);
}

/** The same layout without the obsolete `yuvj` spelling of full range. */
export function withoutJ(format: AVPixelFormat): AVPixelFormat {
  const name = avGetPixFmtName(format) ?? '';
  return name.startsWith('yuvj') ? avGetPixFmtFromName(name.replace('yuvj', 'yuv')) : format;
}

const matrices = new Map<AVColorSpace, ColorDescription['matrix']>([
  [AVCOL_SPC_BT709, 'bt709'],
  [AVCOL_SPC_FCC, 'fcc'],
  [AVCOL_SPC_SMPTE240M, 'smpte240m'],
  [AVCOL_SPC_BT2020_NCL, 'bt2020'],
  [AVCOL_SPC_BT2020_CL, 'bt2020'],
]);

/** The colour description of a picture; where the file says nothing, high definition is BT.709 and the rest BT.601. */
export function colorOf(
  format: AVPixelFormat,
  tags: { readonly colorSpace: AVColorSpace; readonly colorRange: AVColorRange },
  width: number,
  height: number,
): ColorDescription {
  const name = avGetPixFmtName(format) ?? '';
  if (name.startsWith('gbr')) return { matrix: 'identity', fullRange: true };
  const fullRange = tags.colorRange === AVCOL_RANGE_JPEG || name.startsWith('yuvj');
  const guess = Math.max(width, height) >= 1280 || Math.min(width, height) >= 720 ? 'bt709' : 'bt601';
  const matrix = tags.colorSpace === AVCOL_SPC_UNSPECIFIED ? guess : (matrices.get(tags.colorSpace) ?? 'bt601');
  return { matrix, fullRange };
}
