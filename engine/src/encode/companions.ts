import {
  AV_DISPOSITION_ATTACHED_PIC,
  AV_NOPTS_VALUE,
  AVMEDIA_TYPE_SUBTITLE,
  AVSEEK_FLAG_BACKWARD,
} from 'node-av/constants';
import { avRescaleQ, type FormatContext, Packet, type Rational } from 'node-av/lib';
import { openContainer } from '../decode/container.ts';
import type { FilmSource } from '../decode/film-reader.ts';
import { placeOf, shiftPacket, type TimePlan } from './time-plan.ts';
import type { Track } from './track.ts';

/** Seconds that sound may lie before the first picture of a trimmed film, in a badly interleaved file. */
const seekMarginSeconds = 2;

export type WritePacket = (packet: Packet) => Promise<void>;

/**
 * All streams of a film but its pictures, read a second time beside them.
 *
 * A second demuxer costs little, and means that nothing has to be queued when pictures and sound lie far apart in the
 * file: each is read when its time has come.
 */
export class Companions implements AsyncDisposable {
  readonly input: FormatContext;
  /** Cover pictures by the index of their stream. */
  readonly covers: ReadonlyMap<number, Buffer>;
  readonly #plan: TimePlan;
  readonly #tracks = new Map<number, Track>();
  readonly #packet = new Packet();
  /** A packet that was read, and whose time has not come. */
  #waiting = false;
  #ended = false;

  private constructor(input: FormatContext, covers: ReadonlyMap<number, Buffer>, plan: TimePlan) {
    this.input = input;
    this.covers = covers;
    this.#plan = plan;
    this.#packet.alloc();
  }

  static async open(source: FilmSource, plan: TimePlan): Promise<Companions> {
    const input = await openContainer(source.path, Number.MAX_SAFE_INTEGER);
    if (plan.from !== undefined) {
      const { num, den } = plan.videoTimeBase;
      const target = plan.from - BigInt(Math.ceil((seekMarginSeconds * den) / num));
      // A failed seek only means reading from the start.
      if (target > 0n) await input.seekFrame(source.stream.index, target, AVSEEK_FLAG_BACKWARD);
    }
    return new Companions(input, await readCovers(source), plan);
  }

  use(tracks: readonly Track[]): void {
    for (const track of tracks) this.#tracks.set(track.input.index, track);
    this.#ended = tracks.length === 0;
  }

  /** Writes all packets up to a time of the output. */
  async writeUntil(time: bigint, timeBase: Rational, write: WritePacket): Promise<void> {
    const seconds = Number(time) * timeBase.toDouble();
    while (await this.#read()) {
      const track = this.#tracks.get(this.#packet.streamIndex);
      if (!track) return;
      const { dts, pts } = this.#packet;
      const due = dts === AV_NOPTS_VALUE ? pts : dts;
      if (due !== AV_NOPTS_VALUE && Number(due) * track.input.timeBase.toDouble() > seconds) return;
      this.#waiting = false;
      await this.#write(track, await track.take(this.#packet), write);
      this.#packet.unref();
    }
  }

  /** Writes what is left, and what the tracks still hold. */
  async finish(write: WritePacket): Promise<void> {
    const forever = 1n << 62n;
    await this.writeUntil(forever, this.#plan.videoTimeBase, write);
    for (const track of this.#tracks.values()) await this.#write(track, await track.end(), write);
  }

  async #write(track: Track, packets: readonly Packet[], write: WritePacket): Promise<void> {
    for (const packet of packets) {
      packet.streamIndex = track.output.index;
      await write(packet);
    }
  }

  /** Makes sure that the next packet of a track, in the range and on the output's clock, is waiting. */
  async #read(): Promise<boolean> {
    while (!this.#waiting && !this.#ended) {
      if ((await this.input.readFrame(this.#packet)) < 0) {
        this.#ended = true;
        break;
      }
      const track = this.#tracks.get(this.#packet.streamIndex);
      if (track && this.#isWanted(track)) {
        shiftPacket(this.#packet, track.input.timeBase, this.#plan);
        this.#waiting = true;
      } else this.#packet.unref();
    }
    return this.#waiting;
  }

  #isWanted(track: Track): boolean {
    const { timeBase, codecpar } = track.input;
    const place = placeOf(this.#packet, timeBase, this.#plan);
    if (place !== 'before' || codecpar.codecType !== AVMEDIA_TYPE_SUBTITLE) return place === 'in';
    // A subtitle that is still shown when the range starts is shown from there.
    const start = avRescaleQ(this.#plan.from ?? 0n, this.#plan.videoTimeBase, timeBase);
    const end = this.#packet.pts + this.#packet.duration;
    if (end <= start) return false;
    this.#packet.pts = start;
    this.#packet.dts = start;
    this.#packet.duration = end - start;
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const track of this.#tracks.values()) track[Symbol.dispose]();
    this.#packet.free();
    await this.input.closeInput();
  }
}

/** Demuxers give cover pictures first. (`stream.attachedPic` would be simpler, and crashes the process: node-av 6.1.1.) */
async function readCovers(source: FilmSource): Promise<Map<number, Buffer>> {
  const covers = new Map<number, Buffer>();
  const isCover = (index: number) => source.format.streams[index]?.hasDisposition(AV_DISPOSITION_ATTACHED_PIC) ?? false;
  if (!source.format.streams.some((stream) => isCover(stream.index))) return covers;
  const format = await openContainer(source.path, Number.MAX_SAFE_INTEGER);
  const packet = new Packet();
  packet.alloc();
  while ((await format.readFrame(packet)) >= 0 && isCover(packet.streamIndex)) {
    if (packet.data) covers.set(packet.streamIndex, Buffer.from(packet.data));
    packet.unref();
  }
  packet.free();
  await format.closeInput();
  return covers;
}
