import {
  AV_FRAME_DATA_CONTENT_LIGHT_LEVEL,
  AV_FRAME_DATA_DOVI_RPU_BUFFER,
  AV_FRAME_DATA_DYNAMIC_HDR_PLUS,
  AV_FRAME_DATA_MASTERING_DISPLAY_METADATA,
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_PKT_DATA_AMBIENT_VIEWING_ENVIRONMENT,
  AV_PKT_DATA_CONTENT_LIGHT_LEVEL,
  AV_PKT_DATA_DOVI_CONF,
  AV_PKT_DATA_ICC_PROFILE,
  AV_PKT_DATA_MASTERING_DISPLAY_METADATA,
  AV_PKT_DATA_SPHERICAL,
  AV_PKT_DATA_STEREO3D,
  AVCHROMA_LOC_UNSPECIFIED,
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_UNSPECIFIED,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_UNSPECIFIED,
  type AVFrameSideDataType,
  type AVPacketSideDataType,
} from 'node-av/constants';
import type { CodecContext, Frame, Stream } from 'node-av/lib';

/** A piece of a stream's description that travels with the file, such as its mastering display. */
export interface StreamSideData {
  readonly type: AVPacketSideDataType;
  readonly data: Buffer;
}

/** Descriptions that stay true when the pixels are encoded anew. */
const kept: readonly [AVPacketSideDataType, AVFrameSideDataType | undefined][] = [
  [AV_PKT_DATA_MASTERING_DISPLAY_METADATA, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA],
  [AV_PKT_DATA_CONTENT_LIGHT_LEVEL, AV_FRAME_DATA_CONTENT_LIGHT_LEVEL],
  [AV_PKT_DATA_SPHERICAL, undefined],
  [AV_PKT_DATA_STEREO3D, undefined],
  [AV_PKT_DATA_AMBIENT_VIEWING_ENVIRONMENT, undefined],
  [AV_PKT_DATA_ICC_PROFILE, undefined],
];

/** The descriptions of a film that its copy carries on, from the container or else from the first picture. */
export function keptSideData(stream: Stream, first: Frame, notes: string[]): StreamSideData[] {
  const found: StreamSideData[] = [];
  for (const [type, frameType] of kept) {
    const data =
      stream.codecpar.getCodedSideData(type) ?? (frameType === undefined ? null : first.getSideData(frameType));
    if (data) found.push({ type, data: Buffer.from(data) });
  }
  if (stream.codecpar.getCodedSideData(AV_PKT_DATA_DOVI_CONF) ?? first.getSideData(AV_FRAME_DATA_DOVI_RPU_BUFFER)) {
    notes.push('the Dolby Vision description is dropped; the picture under it is kept');
  }
  if (first.getSideData(AV_FRAME_DATA_DYNAMIC_HDR_PLUS)) notes.push('the HDR10+ scene descriptions are dropped');
  return found;
}

/** Copies what the colours mean from the input: the first picture says it best, the container fills the gaps. */
export function describeColors(codec: CodecContext, first: Frame, stream: Stream): void {
  const { codecpar } = stream;
  codec.colorRange = first.colorRange === AVCOL_RANGE_UNSPECIFIED ? codecpar.colorRange : first.colorRange;
  codec.colorPrimaries =
    first.colorPrimaries === AVCOL_PRI_UNSPECIFIED ? codecpar.colorPrimaries : first.colorPrimaries;
  codec.colorTrc = first.colorTrc === AVCOL_TRC_UNSPECIFIED ? codecpar.colorTrc : first.colorTrc;
  codec.colorSpace = first.colorSpace === AVCOL_SPC_UNSPECIFIED ? codecpar.colorSpace : first.colorSpace;
  codec.chromaLocation =
    first.chromaLocation === AVCHROMA_LOC_UNSPECIFIED ? codecpar.chromaLocation : first.chromaLocation;
}

/** The field order of interlaced pictures as FFmpeg's option value; undefined for progressive ones. */
export function fieldOrder(first: Frame): 'tt' | 'bb' | undefined {
  if (!first.hasFlags(AV_FRAME_FLAG_INTERLACED)) return undefined;
  return first.hasFlags(AV_FRAME_FLAG_TOP_FIELD_FIRST) ? 'tt' : 'bb';
}
