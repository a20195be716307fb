import { avGcd, type Frame, Rational } from 'node-av/lib';
import type { FilmSource } from '../decode/film-reader.ts';
import { FilterChain } from '../decode/filter-chain.ts';

/**
 * Gives a film pictures that are all equally long, by FFmpeg's filter `fps`: each of them is the input's picture whose time,
 * rounded to the new ones, is the last before it. So pictures are repeated and left out, and sound stays in step.
 */
export class EvenTimes implements Disposable {
  readonly frameRate: Rational;
  /** Of the pictures given back: one tick is one picture. */
  readonly timeBase: Rational;
  readonly #source: FilmSource;
  #chain: FilterChain | undefined;

  constructor(framesPerSecond: number, source: FilmSource) {
    this.frameRate = exactRate(framesPerSecond);
    this.timeBase = new Rational(this.frameRate.den, this.frameRate.num);
    this.#source = source;
  }

  /** Takes a picture with its time on the input's clock; gives those that are complete now, which the caller frees. */
  async take(picture: Frame): Promise<Frame[]> {
    const { num, den } = this.frameRate;
    this.#chain ??= await FilterChain.forPictures(`fps=fps=${num}/${den}`, picture, this.#source.stream.timeBase);
    await this.#chain.send(picture);
    return this.#received(this.#chain);
  }

  /** The last pictures. */
  async end(): Promise<Frame[]> {
    if (this.#chain === undefined) return [];
    await this.#chain.send(null);
    return this.#received(this.#chain);
  }

  async #received(chain: FilterChain): Promise<Frame[]> {
    const pictures: Frame[] = [];
    for (;;) {
      const picture = await chain.receive();
      if (picture === undefined) return pictures;
      pictures.push(picture);
    }
  }

  [Symbol.dispose](): void {
    this.#chain?.[Symbol.dispose]();
  }
}

/** 29.97 and its kin mean 30000/1001; all other rates are taken to a thousandth. */
function exactRate(framesPerSecond: number): Rational {
  const television = Math.round(framesPerSecond * 1.001);
  const isTelevision = Math.abs(television / 1.001 - framesPerSecond) < 0.005;
  const isWhole = Number.isInteger(framesPerSecond);
  if (isTelevision && !isWhole) return new Rational(television * 1000, 1001);
  const thousandths = Math.round(framesPerSecond * 1000);
  const common = Number(avGcd(thousandths, 1000));
  return new Rational(thousandths / common, 1000 / common);
}
