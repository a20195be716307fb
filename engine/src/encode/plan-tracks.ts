import {
  AV_CODEC_ID_BIN_DATA,
  AV_CODEC_ID_MJPEG,
  AV_CODEC_ID_NONE,
  AV_CODEC_ID_PNG,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_DISPOSITION_DEFAULT,
  AVMEDIA_TYPE_ATTACHMENT,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_SUBTITLE,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants';
import { avGetCodecName, avGetMediaTypeString, Codec, Dictionary, type FormatContext, type Stream } from 'node-av/lib';
import type { Container } from './containers.ts';
import { CopiedTrack } from './copied-track.ts';
import { TextTrack, textKinds } from './text-track.ts';
import type { Track } from './track.ts';
import { TranscodedTrack } from './transcoded-track.ts';

/** What a stream of the input becomes: a track with packets, something that is complete already, or nothing. */
type Planned = Track | 'done' | 'dropped';

export interface TrackPlan {
  readonly input: FormatContext;
  readonly output: FormatContext;
  readonly container: Container;
  readonly filmIndex: number;
  /** Cover pictures by the index of their stream. */
  readonly covers: ReadonlyMap<number, Buffer>;
  /** Whether the input's chapters are taken over; their own text track, if any, needs no note. */
  readonly hasChapters: boolean;
  /** Whether sound goes along. */
  readonly audio: 'copy' | 'none';
  readonly notes: string[];
}

/** Makes the output's streams for all that goes along with the pictures, and says what does not. */
export async function planTracks(plan: TrackPlan): Promise<Track[]> {
  const { input, filmIndex, container, notes } = plan;
  const tracks: Track[] = [];
  const dropped = new Map<string, number[]>();
  for (const stream of input.streams) {
    if (stream.index === filmIndex) continue;
    if (plan.audio === 'none' && stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO) continue;
    const planned = await planTrack(stream, plan);
    if (planned === 'dropped') {
      const what = `${avGetMediaTypeString(stream.codecpar.codecType) ?? 'unknown'} (${codecOf(stream)})`;
      dropped.set(what, [...(dropped.get(what) ?? []), stream.index]);
    } else if (planned !== 'done') {
      describe(stream, planned.output);
      tracks.push(planned);
    }
  }
  for (const [what, indices] of dropped) {
    notes.push(`left out, as ${container.muxer} cannot hold it: ${what}, stream ${indices.join(', ')}`);
  }
  return tracks;
}

function codecOf(stream: Stream): string {
  return avGetCodecName(stream.codecpar.codecId) ?? 'unknown';
}

async function planTrack(stream: Stream, plan: TrackPlan): Promise<Planned> {
  const { output, container, notes } = plan;
  const { codecType, codecId } = stream.codecpar;
  const codec = codecOf(stream);
  switch (codecType) {
    case AVMEDIA_TYPE_AUDIO: {
      const { audio, audioEncoder, muxer } = container;
      const isKnown = codecId !== AV_CODEC_ID_NONE && stream.codecpar.sampleRate > 0 && stream.codecpar.channels > 0;
      if (!isKnown) return 'dropped';
      if (audio === 'all' || audio.includes(codec)) return new CopiedTrack(stream, output.newStream());
      if (!Codec.findDecoder(codecId)) return 'dropped';
      notes.push(`sound stream ${stream.index} is ${audioEncoder} instead of ${codec}: ${muxer} cannot hold that`);
      return TranscodedTrack.open(stream, output.newStream(), audioEncoder, muxer !== 'mpegts');
    }
    case AVMEDIA_TYPE_SUBTITLE: {
      if (container.subtitles.includes(codec)) return new CopiedTrack(stream, output.newStream());
      const { textSubtitles } = container;
      if (!textSubtitles || !textKinds.includes(codec)) return 'dropped';
      notes.push(`subtitle stream ${stream.index} is ${textSubtitles} instead of ${codec}: words and times are kept`);
      return new TextTrack(stream, output.newStream(), textSubtitles);
    }
    case AVMEDIA_TYPE_ATTACHMENT:
      return container.muxer === 'matroska' ? new CopiedTrack(stream, output.newStream()) : 'dropped';
    case AVMEDIA_TYPE_VIDEO:
      // A second film is left out, and was noted when the film was opened.
      if (!stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC)) return 'done';
      return planCover(stream, output, container, plan.covers.get(stream.index));
    default:
      return isWrittenAnew(stream, plan) ? 'done' : 'dropped';
  }
}

/** Tracks that the output gets by other means: QuickTime's chapter track and its time code, which is a tag for FFmpeg. */
function isWrittenAnew(stream: Stream, { container, hasChapters }: TrackPlan): boolean {
  if (hasChapters && stream.codecpar.codecId === AV_CODEC_ID_BIN_DATA) return true;
  const timecode = stream.metadata?.get('timecode');
  return Boolean(timecode) && (container.muxer === 'mp4' || container.muxer === 'mov');
}

function planCover(stream: Stream, output: FormatContext, container: Container, picture: Buffer | undefined): Planned {
  const { codecId } = stream.codecpar;
  const isPicture = codecId === AV_CODEC_ID_MJPEG || codecId === AV_CODEC_ID_PNG;
  if (!isPicture || !picture) return 'dropped';
  const cover = container.cover && output.newStream();
  if (!cover) return 'dropped';
  if (container.cover === 'stream') {
    const track = new CopiedTrack(stream, cover);
    // The muxer wants a size, and writes none.
    cover.codecpar.width ||= 1;
    cover.codecpar.height ||= 1;
    return track;
  }
  cover.codecpar.codecType = AVMEDIA_TYPE_ATTACHMENT;
  cover.codecpar.codecId = codecId;
  cover.codecpar.extradata = picture;
  const kind = codecId === AV_CODEC_ID_PNG ? 'png' : 'jpeg';
  const filename = kind === 'png' ? 'cover.png' : 'cover.jpg';
  cover.metadata = Dictionary.fromObject({ filename, mimetype: `image/${kind}` });
  return 'done';
}

/** Tags that describe the file they came from, and would be wrong in another one. */
const fileTags =
  /^(encoder|duration|vendor_id|major_brand|minor_version|compatible_brands|_statistics.*|bps.*|number_of_.*)$/i;

/** Copies a stream's language, title and role. */
export function describe(from: Stream, to: Stream): void {
  const tags = keptTags(from.metadata);
  // Attachments carry their name already.
  if (Object.keys(tags).length > 0) to.metadata = Dictionary.fromObject({ ...tags, ...(to.metadata?.getAll() ?? {}) });
  to.disposition = from.disposition;
}

/** A dictionary's tags without those of the file it came from. */
export function keptTags(metadata: Dictionary | null): Record<string, string> {
  const tags = metadata?.getAll() ?? {};
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !fileTags.test(key)));
}

/** A film's own stream is the one to play, whatever the input said of it. */
export function describeFilm(from: Stream, to: Stream): void {
  describe(from, to);
  to.setDisposition(AV_DISPOSITION_DEFAULT);
}
