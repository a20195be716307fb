/** FaceFusion has one list of presets for all encoders, and changes an encoder that a container does not take. */
import type { videoEncoders, videoPresets } from './choices.ts';

type Encoder = (typeof videoEncoders)[number];
type Preset = (typeof videoPresets)[number];

/** The encoder that the container takes in its place, as FaceFusion chooses it. */
export function encoderFor(encoder: Encoder, container: string, note: (line: string) => void): Encoder {
  const instead = insteadOf(encoder, container);
  if (instead !== encoder && encoder !== 'libx264') note(`${container} does not take ${encoder}; it is ${instead} now`);
  return instead;
}

function insteadOf(encoder: Encoder, container: string): Encoder {
  if (container === 'webm') return 'libvpx-vp9';
  if (container === 'mov' && encoder === 'libvpx-vp9') return 'libx264';
  if (container === 'm4v' || (encoder === 'rawvideo' && ['mkv', 'mp4'].includes(container))) return 'libx264';
  return encoder;
}

/** What the hardware encoders have for each preset. */
const hardware: Readonly<Record<Preset, { readonly nvenc: string; readonly amf: string; readonly qsv: string }>> = {
  ultrafast: { nvenc: 'fast', amf: 'speed', qsv: 'veryfast' },
  superfast: { nvenc: 'fast', amf: 'speed', qsv: 'veryfast' },
  veryfast: { nvenc: 'fast', amf: 'speed', qsv: 'veryfast' },
  faster: { nvenc: 'fast', amf: 'balanced', qsv: 'faster' },
  fast: { nvenc: 'fast', amf: 'balanced', qsv: 'fast' },
  medium: { nvenc: 'medium', amf: 'balanced', qsv: 'medium' },
  slow: { nvenc: 'slow', amf: 'quality', qsv: 'slow' },
  slower: { nvenc: 'slow', amf: 'quality', qsv: 'slower' },
  veryslow: { nvenc: 'slow', amf: 'quality', qsv: 'veryslow' },
};

/** The encoder's own preset that comes nearest; undefined where it has none of the kind. */
export function presetFor(encoder: Encoder, preset: Preset): string | undefined {
  const family = encoder.split('_')[1];
  if (family === 'nvenc' || family === 'amf' || family === 'qsv') return hardware[preset][family];
  return encoder.startsWith('libx26') ? preset : undefined;
}
