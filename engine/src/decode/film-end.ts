import { AV_NOPTS_VALUE, AV_PKT_FLAG_CORRUPT, AVERROR_EOF } from 'node-av/constants';
import { Packet, type Stream } from 'node-av/lib';
import { openContainer } from './container.ts';
import { ffmpegReason } from './ffmpeg.ts';
import type { DecodeTally } from './packet-decoder.ts';
import { type Cut, cutOff } from './wholeness.ts';

/** Time without a picture, up to the last packet, that counts as an end that cannot be decoded. */
const lostTailSeconds = 0.5;

/** Looks for a cut that the file's structure proves, and reads its packets (decoding none) to tell where it ends. */
export async function findCut(path: string, container: string, stream: Stream): Promise<Cut | undefined> {
  const reason = await cutOff(path, container);
  if (reason === undefined) return undefined;
  const format = await openContainer(path, Number.MAX_SAFE_INTEGER);
  const packet = new Packet();
  packet.alloc();
  let packets = 0n;
  let last = stream.startTime;
  try {
    while ((await format.readFrame(packet)) >= 0) {
      if (packet.streamIndex === stream.index && !packet.hasFlags(AV_PKT_FLAG_CORRUPT)) {
        packets++;
        const end = packet.pts === AV_NOPTS_VALUE ? packet.dts : packet.pts + packet.duration;
        if (end > last) last = end;
      }
      packet.unref();
    }
  } finally {
    packet.free();
    await format.closeInput();
  }
  // All pictures are there: a wrong length in a header is no cut.
  if (stream.nbFrames > 0n && packets >= stream.nbFrames) return undefined;
  const start = stream.startTime === AV_NOPTS_VALUE ? 0n : stream.startTime;
  const seconds = last === AV_NOPTS_VALUE ? 0 : Number(last - start) * stream.timeBase.toDouble();
  return { seconds: Math.max(0, seconds), reason };
}

/**
 * Judges the end of a film by what was read, for the files whose structure proves nothing.
 *
 * `lastSeconds` is the time of the last picture, `promisedSeconds` the end that the container states, both on the
 * container's clock.
 */
export function judgeEnd(
  tally: DecodeTally,
  lastSeconds: number,
  promisedSeconds: number | undefined,
  container: string,
): string | undefined {
  const { demuxResult, lastPacketCorrupt, videoSeconds, furthestSeconds } = tally;
  if (demuxResult !== undefined && demuxResult !== AVERROR_EOF) return `reading stopped: ${ffmpegReason(demuxResult)}`;
  if (lastPacketCorrupt && !container.includes('mpegts')) return 'its last packet is cut off';
  if (videoSeconds - lastSeconds > lostTailSeconds)
    return `no picture up to ${videoSeconds.toFixed(2)} s can be decoded`;
  // A header may be off by a little, or count an audio tail; half a film is no rounding.
  const tolerance = Math.max(2, (promisedSeconds ?? 0) * 0.05);
  if (promisedSeconds !== undefined && promisedSeconds - furthestSeconds > tolerance) {
    return `its header promises ${promisedSeconds.toFixed(2)} s`;
  }
  return undefined;
}
