import sharp from 'sharp';
import type { Move } from './camera.ts';
import { makePhotoFilm } from './film.ts';
import { samplePhoto } from './photos.ts';

/** The second woman of sample6.jpg, alone in the picture, from half-length to nearly a portrait. */
const portrait: Move = { from: { x: 800, y: 500, width: 720 }, to: { x: 760, y: 480, width: 560 } };

const FRAME_RATE = 25;

/** Writes a portrait cut out of sample6.jpg, evenly lit: the face that `demo` and `bench` put in. */
export async function makeSampleSource(output: string): Promise<void> {
  await sharp(samplePhoto(6)).extract({ left: 1420, top: 150, width: 400, height: 440 }).toFile(output);
}

export interface SampleFilmOptions {
  /** Lines; the film is 16:9. */
  readonly height: number;
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

/** Writes a film of one face out of sample6.jpg, 25 frames a second, with sound. */
export async function makeSampleFilm(output: string, { height, seconds, signal }: SampleFilmOptions): Promise<void> {
  const even = (value: number) => Math.round(value / 2) * 2;
  await makePhotoFilm({
    photo: samplePhoto(6),
    move: portrait,
    output,
    width: even((height * 16) / 9),
    height: even(height),
    frameRate: FRAME_RATE,
    seconds,
    ...(signal === undefined ? {} : { signal }),
  });
}
