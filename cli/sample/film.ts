import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Encoder, Muxer } from 'node-av/api';
import {
  AV_CH_LAYOUT_MONO,
  AV_CHANNEL_ORDER_NATIVE,
  AV_LOG_ERROR,
  AV_PIX_FMT_YUV420P,
  AV_SAMPLE_FMT_FLTP,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { Frame, Log } from 'node-av/lib';
import { type Move, viewAt } from './camera.ts';
import { type PhotoPlanes, readPlanes, renderFrame } from './planes.ts';
import { toneSamples } from './tone.ts';

/** A film made of one photo: the camera moves slowly over it, and a soft chord sounds. */
export interface PhotoFilm {
  readonly photo: string;
  readonly move: Move;
  readonly output: string;
  /** Even numbers of pixels. */
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

const SAMPLE_RATE = 48_000;
const AUDIO_CHUNK = 1024;

/** Writes the film as H.264 with AAC; replaces what is there. */
export async function makePhotoFilm(film: PhotoFilm): Promise<void> {
  Log.setLevel(AV_LOG_ERROR);
  const photo = await readPlanes(film.photo);
  await mkdir(dirname(film.output), { recursive: true });
  using video = await Encoder.create(FF_ENCODER_LIBX264, {
    options: { preset: 'veryfast', crf: 16 },
    context: {
      gopSize: film.frameRate * 2,
      colorRange: AVCOL_RANGE_MPEG,
      colorPrimaries: AVCOL_PRI_BT709,
      colorTrc: AVCOL_TRC_BT709,
      colorSpace: AVCOL_SPC_BT709,
    },
  });
  using audio = await Encoder.create(FF_ENCODER_AAC, { context: { bitRate: '96k' } });
  await using muxer = await Muxer.open(film.output, { options: { movflags: '+faststart' } });
  const videoStream = muxer.addStream(video);
  const audioStream = muxer.addStream(audio);
  const frames = Math.round(film.seconds * film.frameRate);
  let chunks = 0;
  for (let index = 0; index < frames; index++) {
    film.signal?.throwIfAborted();
    using picture = pictureFrame(photo, film, index, frames);
    await write(muxer, videoStream, video, picture);
    for (; (chunks * AUDIO_CHUNK) / SAMPLE_RATE < (index + 1) / film.frameRate; chunks++) {
      using sound = soundFrame(chunks);
      await write(muxer, audioStream, audio, sound);
    }
  }
  await write(muxer, videoStream, video, null);
  await write(muxer, audioStream, audio, null);
}

async function write(muxer: Muxer, stream: number, encoder: Encoder, frame: Frame | null): Promise<void> {
  for (const packet of await encoder.encodeAll(frame)) {
    using owned = packet;
    await muxer.writePacket(owned, stream);
  }
}

function pictureFrame(photo: PhotoPlanes, film: PhotoFilm, index: number, frames: number): Frame {
  const { width, height, frameRate, move } = film;
  const view = viewAt(move, frames > 1 ? index / (frames - 1) : 0);
  const frame = Frame.fromVideoBuffer(renderFrame(photo, view, width, height), {
    width,
    height,
    format: AV_PIX_FMT_YUV420P,
    timeBase: { num: 1, den: frameRate },
    pts: BigInt(index),
  });
  frame.colorRange = AVCOL_RANGE_MPEG;
  frame.colorPrimaries = AVCOL_PRI_BT709;
  frame.colorTrc = AVCOL_TRC_BT709;
  frame.colorSpace = AVCOL_SPC_BT709;
  return frame;
}

function soundFrame(chunk: number): Frame {
  const samples = toneSamples(chunk * AUDIO_CHUNK, AUDIO_CHUNK, SAMPLE_RATE);
  return Frame.fromAudioBuffer(Buffer.from(samples.buffer), {
    nbSamples: AUDIO_CHUNK,
    format: AV_SAMPLE_FMT_FLTP,
    sampleRate: SAMPLE_RATE,
    channelLayout: { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: AV_CH_LAYOUT_MONO },
    timeBase: { num: 1, den: SAMPLE_RATE },
    pts: BigInt(chunk * AUDIO_CHUNK),
  });
}
