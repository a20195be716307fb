import { AV_NOPTS_VALUE, AVMEDIA_TYPE_AUDIO } from 'node-av/constants';
import { avGetAudioFrameDuration2, avRescaleDelta, type Packet, Rational, type Stream } from 'node-av/lib';
import { must } from '../decode/ffmpeg.ts';
import type { Track } from './track.ts';

/** A stream whose packets go over bit for bit. */
export class CopiedTrack implements Track {
  readonly input: Stream;
  readonly output: Stream;
  readonly #last = { value: AV_NOPTS_VALUE };

  constructor(input: Stream, output: Stream) {
    this.input = input;
    this.output = output;
    must(input.codecpar.copy(output.codecpar), 'avcodec_parameters_copy');
    output.codecpar.codecTag = 0; // the tag belongs to the input's container
    output.timeBase = input.timeBase;
  }

  async take(packet: Packet): Promise<readonly Packet[]> {
    const { input, output } = this;
    const { codecpar } = input;
    const samples = codecpar.codecType === AVMEDIA_TYPE_AUDIO ? avGetAudioFrameDuration2(codecpar, packet.size) : 0;
    const exact = input.timeBase.num === 1 && input.timeBase.den === codecpar.sampleRate;
    const { pts, dts } = packet;
    packet.rescaleTs(input.timeBase, output.timeBase);
    if (samples > 0 && !exact && dts !== AV_NOPTS_VALUE) {
      // Times rounded to milliseconds are made whole again from the number of samples, so that none overlap.
      const sampleBase = new Rational(1, codecpar.sampleRate);
      packet.dts = avRescaleDelta(input.timeBase, dts, sampleBase, samples, this.#last, output.timeBase);
      if (pts === dts) packet.pts = packet.dts;
    }
    return [packet];
  }

  async end(): Promise<readonly Packet[]> {
    return [];
  }

  [Symbol.dispose](): void {}
}
