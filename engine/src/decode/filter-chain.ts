import { AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { avGetPixFmtName, type FilterContext, FilterGraph, Frame, type Rational } from 'node-av/lib';
import { EngineError } from '../errors.ts';
import { must } from './ffmpeg.ts';
import { pixelFormatNumber } from './pixel-formats.ts';

/** A chain of FFmpeg filters with one input and one output. */
export class FilterChain implements Disposable {
  readonly #graph = new FilterGraph();
  readonly #input: FilterContext;
  readonly #output: FilterContext;

  private constructor(description: string, source: string, sink: string) {
    this.#graph.alloc();
    must(this.#graph.parse2(`${source},${description},${sink}`), `avfilter_graph_parse2 (${description})`);
    this.#input = this.#find(source);
    this.#output = this.#find(sink);
  }

  #find(definition: string): FilterContext {
    const name = definition.split('=')[0] ?? '';
    const found = this.#graph.getFilter(name);
    if (!found) throw new EngineError('internal', `the filter chain has no ${name}`);
    return found;
  }

  /** For pictures like `like`; the filters see its times in `timeBase`. */
  static async forPictures(description: string, like: Frame, timeBase: Rational): Promise<FilterChain> {
    const aspect = like.sampleAspectRatio.num > 0 ? like.sampleAspectRatio : { num: 1, den: 1 };
    const settings = [
      `video_size=${like.width}x${like.height}`,
      `pix_fmt=${avGetPixFmtName(pixelFormatNumber(like))}`,
      `time_base=${timeBase.num}/${timeBase.den}`,
      `pixel_aspect=${aspect.num}/${aspect.den}`,
      `colorspace=${like.colorSpace}`,
      `range=${like.colorRange}`,
    ];
    const chain = new FilterChain(description, `buffer@in=${settings.join(':')}`, 'buffersink@out');
    must(await chain.#graph.config(), `avfilter_graph_config (${description})`);
    return chain;
  }

  /** For sound; `settings` are those of FFmpeg's `abuffer`. */
  static async forSound(description: string, settings: string): Promise<FilterChain> {
    const chain = new FilterChain(description, `abuffer@in=${settings}`, 'abuffersink@out');
    must(await chain.#graph.config(), `avfilter_graph_config (${description})`);
    return chain;
  }

  /** Gives the chain a frame, or null at the end. The frame stays the caller's. */
  async send(frame: Frame | null): Promise<void> {
    must(await this.#input.buffersrcAddFrame(frame), 'av_buffersrc_add_frame');
  }

  /** The next filtered frame, which the caller frees; undefined when the chain wants more input or is at its end. */
  async receive(): Promise<Frame | undefined> {
    const frame = new Frame();
    frame.alloc();
    const result = await this.#output.buffersinkGetFrame(frame);
    if (result >= 0) return frame;
    frame.free();
    if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return undefined;
    must(result, 'av_buffersink_get_frame');
    return undefined;
  }

  [Symbol.dispose](): void {
    this.#graph.free();
  }
}
