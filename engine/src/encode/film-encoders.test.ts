import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { avGetPixFmtFromName, avGetPixFmtName } from 'node-av/lib';
import { pixelFormatOf } from '../decode/pixel-formats.ts';
import { EngineError } from '../errors.ts';
import { containerFor } from './containers.ts';
import { encoderSettings } from './encoder-settings.ts';
import { chooseEncoder, presentEncoders } from './film-encoders.ts';

function choose(name: string, path: string, codec = 'h264', encoder = 'auto'): readonly [string, string, number] {
  const pixelFormat = avGetPixFmtFromName(name);
  const format = pixelFormatOf(pixelFormat);
  assert.ok(format);
  const notes: string[] = [];
  const choice = chooseEncoder(encoder, containerFor(path), { codec, format, pixelFormat }, notes);
  return [choice.name, avGetPixFmtName(choice.pixelFormat) ?? '', notes.length];
}

test('the encoder follows from container, codec and pixel format', () => {
  const cases = [
    ['yuv420p', 'a.mp4', 'h264', 'libx264', 'yuv420p', 0],
    ['yuv420p', 'a.mp4', 'hevc', 'libx264', 'yuv420p', 0],
    ['yuvj420p', 'a.mkv', 'h264', 'libx264', 'yuvj420p', 0],
    ['yuv420p10le', 'a.mp4', 'h264', 'libx264', 'yuv420p10le', 0],
    ['yuv420p10le', 'a.mp4', 'hevc', 'libx265', 'yuv420p10le', 0],
    ['yuv422p12le', 'a.mkv', 'hevc', 'libx265', 'yuv422p12le', 0],
    ['yuvj420p', 'a.webm', 'vp9', 'libvpx-vp9', 'yuv420p', 0],
    ['yuv440p', 'a.mp4', 'vp9', 'libx264', 'yuv444p', 1],
    ['yuv420p9le', 'a.mp4', 'h264', 'libx264', 'yuv420p10le', 1],
    ['gray', 'a.mp4', 'h264', 'libx264', 'gray', 0],
    ['gray', 'a.webm', 'vp9', 'libvpx-vp9', 'yuv420p', 1],
    ['gbrp', 'a.mp4', 'h264', 'libx264rgb', 'bgr24', 0],
    ['gbrp10le', 'a.mkv', 'hevc', 'libx265', 'gbrp10le', 0],
  ] as const;
  for (const [pixelFormat, path, codec, ...expected] of cases) {
    assert.deepEqual(choose(pixelFormat, path, codec), expected, `${pixelFormat} ${path}`);
  }
});

test('an encoder that is not there is refused with a list of those that are', () => {
  assert.throws(
    () => choose('yuv420p', 'a.mp4', 'h264', 'h265'),
    (error: unknown) =>
      error instanceof EngineError && error.code === 'encoder-unavailable' && /libx265/.test(error.message),
  );
  assert.ok(presentEncoders().includes('libx264'));
  assert.ok(!presentEncoders().some((name) => name.endsWith('_vaapi')));
});

test('quality is one scale for all encoders, and 75 is about CRF 18 of x264', () => {
  const input = { preset: undefined, width: 1920, sideData: [] };
  assert.equal(encoderSettings('libx264', { ...input, quality: 75 })['crf'], 18);
  for (const name of ['libx264', 'libx265', 'libvpx-vp9', 'libsvtav1']) {
    const at = (quality: number) => Number(encoderSettings(name, { ...input, quality })['crf']);
    assert.ok(at(100) < at(75) && at(75) < at(0), name);
    assert.ok(at(100) > 0 && at(0) < 63, name);
  }
  assert.equal(choose('yuv420p', 'a.mov')[1], avGetPixFmtName(AV_PIX_FMT_YUV420P));
});

test("an encoder's own number goes to its own option, as it is", () => {
  const input = { quality: 75, preset: undefined, width: 1920, sideData: [] };
  const cases = [
    ['libx264', 10, { crf: 10 }],
    ['libx265', 10.3, { crf: 10.3 }],
    ['libvpx-vp9', 13, { crf: 13, b: 0 }],
    ['libsvtav1', 22.6, { crf: 23 }],
    ['h264_nvenc', 10, { cq: 10, rc: 'vbr', b: 0 }],
    ['hevc_amf', 10, { rc: 'cqp', qp_i: 10, qp_p: 10, qp_b: 10 }],
    ['h264_qsv', 10, { global_quality: 10 }],
    ['hevc_videotoolbox', 40_614, { b: 40_614_000 }],
  ] as const;
  for (const [name, rateFactor, expected] of cases) {
    const settings = encoderSettings(name, { ...input, rateFactor });
    assert.deepEqual({ ...settings, ...expected }, settings, name);
  }
  const refused = (name: string, rateFactor: number, message: RegExp) =>
    assert.throws(() => encoderSettings(name, { ...input, rateFactor }), { code: 'option-invalid', message });
  refused('libvpx-vp9', 64, /is 64 \(allowed: 0 to 63\)/);
  refused('ffv1', 10, /the rate factor of ffv1 is 10 \(allowed: none/);
});
