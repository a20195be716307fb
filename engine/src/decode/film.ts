import type { Frame, FrameShape } from '../frame/frame.ts';
import type { Region } from '../frame/region.ts';

/** One decoded picture of a film, still in the decoder's memory. Dispose it when it has been written. */
export interface DecodedFrame extends Disposable {
  /** 0, 1, 2 … in presentation order. */
  readonly index: number;
  /** Presentation time in seconds, from the film's first video frame. */
  readonly seconds: number;
  readonly shape: FrameShape;
  /** Copies all planes into `frame`, which has this frame's shape. */
  copyTo(frame: Frame): void;
  /** Copies a region of `frame` back into this picture. Pixels outside keep their exact values. */
  copyFrom(frame: Frame, region: Region): void;
  /** Becomes `frame`, which has this picture's pixel format and may have another size. Time and properties stay. */
  becomeFrame(frame: Frame): void;
}

/** What a film is, known before the first frame is handed out. */
export interface FilmInfo {
  readonly path: string;
  readonly container: string;
  readonly codec: string;
  /** Decoder in use, e.g. `h264` or `h264_cuvid`. */
  readonly decoder: string;
  /** Upright pixels, after rotation. */
  readonly width: number;
  readonly height: number;
  readonly pixelAspect: number;
  /** Average frames per second. */
  readonly frameRate: number;
  readonly durationSeconds: number | undefined;
  /** What the container promises; undefined when it does not say. */
  readonly frames: number | undefined;
  /** Clockwise turn that makes the stored picture upright: 0, 90, 180, 270. */
  readonly rotation: number;
  readonly bitDepth: number;
}

export interface FilmReader extends AsyncDisposable {
  readonly info: FilmInfo;
  /** What the user should know about this film, e.g. that a second video stream is left out. Grows while reading. */
  readonly notes: readonly string[];
  /** Frames in presentation order; at most a few are decoded ahead. Can be iterated once. */
  frames(): AsyncIterable<DecodedFrame>;
}

/** What is refused with `media-too-large`, before anything is decoded. */
export interface FilmLimits {
  /** Pixels of one picture. Default 100,000,000. */
  readonly maxPixels?: number;
  readonly maxSeconds?: number;
}

export interface OpenFilmOptions {
  /** Keep what decodes of a truncated film, with a note. Default: refuse it with `media-truncated`. */
  readonly allowPartial?: boolean;
  /** Seconds from the film's first video frame, half open: `start` is in, `end` is out. */
  readonly trim?: { readonly start?: number; readonly end?: number };
  readonly limits?: FilmLimits;
  /** `auto`, an FFmpeg decoder (`h264_cuvid`) or a device type (`cuda`, `vaapi`, `qsv`, `vulkan`, `videotoolbox`). */
  readonly decoder?: string;
  /** Decoder threads. Default: one per core. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
}
