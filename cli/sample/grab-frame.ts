import { Decoder, Demuxer, Encoder } from 'node-av/api';
import { AV_LOG_ERROR, FF_ENCODER_PNG } from 'node-av/constants';
import { Log } from 'node-av/lib';

/** One picture of a film as a PNG, counted from 0; for looking at, not for measuring. */
export async function grabFrame(film: string, index: number): Promise<Buffer> {
  Log.setLevel(AV_LOG_ERROR);
  await using input = await Demuxer.open(film);
  const stream = input.video();
  if (!stream) throw new Error(`${film} has no video`);
  using decoder = await Decoder.create(stream);
  let at = 0;
  for await (const frame of decoder.frames(input.packets(stream.index))) {
    if (frame === null) break;
    using picture = frame;
    if (at++ === index) return await Encoder.encodeOne(FF_ENCODER_PNG, picture, { autoFormat: true });
  }
  throw new Error(`${film} has only ${at} frames, no frame ${index}`);
}
