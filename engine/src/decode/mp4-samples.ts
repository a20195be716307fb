import type { FileHandle } from 'node:fs/promises';
import { findBox } from './mp4-boxes.ts';

/** One sample of a text track, with its time from the track's zero. */
export interface TextSample {
  readonly startNs: number;
  readonly endNs: number;
  readonly bytes: Buffer;
}

/** A chapter list longer than this is something else. */
const maxSamples = 10_000;

/** Reads the samples of a small track through its sample tables (ISO/IEC 14496-12, 8.6 and 8.7). */
export async function* textTrackSamples(file: FileHandle, track: Buffer): AsyncGenerator<TextSample> {
  const media = findBox(track, 'mdia/mdhd');
  const tables = findBox(track, 'mdia/minf/stbl');
  const sizes = tables && findBox(tables, 'stsz');
  const times = tables && findBox(tables, 'stts');
  const offsets = tables && chunkOffsets(tables);
  const runs = tables && findBox(tables, 'stsc');
  if (!media || !sizes || !times || !offsets || !runs) return;
  const nsPerTick = 1e9 / media.readUInt32BE(media[0] === 1 ? 20 : 12);
  const durations = sampleDurations(times);
  const count = Math.min(sizes.readUInt32BE(8), maxSamples);
  const common = sizes.readUInt32BE(4);
  let ticks = 0;
  let chunk = 0;
  let leftInChunk = samplesPerChunk(runs, 0);
  let offset = offsets[0] ?? 0;
  for (let sample = 0; sample < count; sample++) {
    while (leftInChunk === 0) {
      chunk++;
      leftInChunk = samplesPerChunk(runs, chunk);
      offset = offsets[chunk] ?? 0;
      if (chunk >= offsets.length) return;
    }
    const size = common || sizes.readUInt32BE(12 + sample * 4);
    const bytes = Buffer.alloc(Math.min(size, 65_536));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
    const duration = durations[sample] ?? 0;
    yield {
      startNs: Math.round(ticks * nsPerTick),
      endNs: Math.round((ticks + duration) * nsPerTick),
      bytes: bytes.subarray(0, bytesRead),
    };
    ticks += duration;
    offset += size;
    leftInChunk--;
  }
}

function sampleDurations(times: Buffer): number[] {
  const durations: number[] = [];
  const entries = times.readUInt32BE(4);
  for (let entry = 0; entry < entries; entry++) {
    const count = times.readUInt32BE(8 + entry * 8);
    const delta = times.readUInt32BE(12 + entry * 8);
    for (let i = 0; i < count && durations.length < maxSamples; i++) durations.push(delta);
  }
  return durations;
}

/** Where each chunk of samples starts in the file. */
export function chunkOffsets(tables: Buffer): number[] | undefined {
  const small = findBox(tables, 'stco');
  const large = findBox(tables, 'co64');
  const table = small ?? large;
  if (!table) return undefined;
  const count = Math.min(table.readUInt32BE(4), Math.floor((table.length - 8) / (small ? 4 : 8)));
  return Array.from({ length: count }, (_, at) =>
    small ? small.readUInt32BE(8 + at * 4) : Number(table.readBigUInt64BE(8 + at * 8)),
  );
}

function samplesPerChunk(runs: Buffer, chunk: number): number {
  let samples = 0;
  const entries = runs.readUInt32BE(4);
  for (let entry = 0; entry < entries; entry++) {
    if (runs.readUInt32BE(8 + entry * 12) > chunk + 1) break;
    samples = runs.readUInt32BE(12 + entry * 12);
  }
  return samples;
}
