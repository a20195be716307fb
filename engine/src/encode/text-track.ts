import { AV_CODEC_ID_MOV_TEXT, AV_CODEC_ID_SUBRIP, AV_CODEC_ID_WEBVTT, AVMEDIA_TYPE_SUBTITLE } from 'node-av/constants';
import { avGetCodecName, Packet, type Stream } from 'node-av/lib';
import type { Container } from './containers.ts';
import type { Track } from './track.ts';

type TextKind = NonNullable<Container['textSubtitles']>;

const codecIds = { mov_text: AV_CODEC_ID_MOV_TEXT, subrip: AV_CODEC_ID_SUBRIP, webvtt: AV_CODEC_ID_WEBVTT } as const;

/** Subtitles that are plain text, perhaps with a little markup. */
export const textKinds: readonly string[] = ['mov_text', 'subrip', 'webvtt', 'text', 'ass', 'ssa'];

/** Subtitles of one text format on their way into another: the words and times stay, fonts and places do not. */
export class TextTrack implements Track {
  readonly input: Stream;
  readonly output: Stream;
  readonly #from: string;
  readonly #to: TextKind;
  readonly #packet = new Packet();

  constructor(input: Stream, output: Stream, to: TextKind) {
    this.input = input;
    this.output = output;
    this.#from = avGetCodecName(input.codecpar.codecId) ?? '';
    this.#to = to;
    output.codecpar.codecType = AVMEDIA_TYPE_SUBTITLE;
    output.codecpar.codecId = codecIds[to];
    if (to === 'mov_text') output.codecpar.extradata = plainTextStyle();
    output.timeBase = input.timeBase;
    this.#packet.alloc();
  }

  async take(packet: Packet): Promise<readonly Packet[]> {
    const text = wordsOf(packet.data ?? Buffer.alloc(0), this.#from);
    if (text === '') return []; // MP4 fills pauses with empty samples
    this.#packet.unref();
    this.#packet.data = this.#to === 'mov_text' ? withLength(text) : Buffer.from(text);
    this.#packet.pts = packet.pts;
    this.#packet.dts = packet.dts;
    this.#packet.duration = packet.duration;
    this.#packet.isKeyframe = true;
    this.#packet.rescaleTs(this.input.timeBase, this.output.timeBase);
    return [this.#packet];
  }

  async end(): Promise<readonly Packet[]> {
    return [];
  }

  [Symbol.dispose](): void {
    this.#packet.free();
  }
}

/** The words of a subtitle packet, without its format's markup. */
export function wordsOf(data: Buffer, kind: string): string {
  if (kind === 'mov_text') {
    const length = data.length >= 2 ? data.readUInt16BE(0) : 0;
    return data.toString('utf8', 2, 2 + length).trim();
  }
  const text = data.toString('utf8');
  if (kind === 'ass' || kind === 'ssa') {
    // ReadOrder, Layer, Style, Name, MarginL, MarginR, MarginV, Effect, Text
    const words = text.split(',').slice(8).join(',');
    return words
      .replace(/\{[^}]*\}/g, '')
      .replace(/\\[Nn]/g, '\n')
      .trim();
  }
  return text.replace(/<[^>]*>/g, '').trim();
}

function withLength(text: string): Buffer {
  const words = Buffer.from(text).subarray(0, 0xffff);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(words.length);
  return Buffer.concat([length, words]);
}

/** The sample description of 3GPP timed text (TS 26.245, 5.16): white, centred, at the bottom. */
function plainTextStyle(): Buffer {
  const position = [0, 0, 0, 0, 1, 0xff];
  const background = [0, 0, 0, 0];
  const box = [0, 0, 0, 0, 0, 0, 0, 0];
  const style = [0, 0, 0, 0, 0, 1, 0, 18, 0xff, 0xff, 0xff, 0xff];
  const font = [0, 0, 0, 18, ...Buffer.from('ftab'), 0, 1, 0, 1, 5, ...Buffer.from('Serif')];
  return Buffer.from([...position, ...background, ...box, ...style, ...font]);
}
