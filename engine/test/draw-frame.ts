import type { AVPixelFormat } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import { must } from '../src/decode/ffmpeg.ts';
import { pixelFormatOf } from '../src/decode/pixel-formats.ts';

/** A slanted gradient that moves, a bright square in the upper left corner, and a bar whose length is the frame's number. */
export function drawFrame(at: number, width: number, height: number, format: AVPixelFormat): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = format;
  must(frame.getBuffer(0), 'av_frame_get_buffer');
  const described = pixelFormatOf(format);
  const depth = described?.bitDepth ?? 8;
  frame.data?.forEach((plane, index) => {
    const chroma = index > 0 && described?.model === 'yuv';
    const wide = depth > 8;
    const stride = (frame.linesize[index] ?? 0) >> (wide ? 1 : 0);
    const samples = wide ? new Uint16Array(plane.buffer, plane.byteOffset, plane.length >> 1) : plane;
    const rows = Math.floor(samples.length / stride);
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < stride; x++) {
        const marked = !chroma && ((x < 12 && y < 12) || (y > 16 && y < 20 && x < at * 2));
        const value = marked ? 230 : chroma ? 100 + ((x + at) & 31) : 40 + ((x + y + at * 2) & 127);
        samples[y * stride + x] = value << (depth - 8);
      }
    }
  });
  return frame;
}
