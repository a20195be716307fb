import * as names from '../choices.ts';
import { choice, flag, group, inert, number, text } from '../option.ts';

const percent = { min: 0, max: 100, whole: true };
const frame = { min: -Infinity, max: Infinity, whole: true };
const scale = { min: 0.25, max: 8 };
const noTempFrames = 'frames go from decoder to encoder in memory';
const soundIsCopied = "the target's sound is copied bit for bit";

export const voiceExtractor = group('voice extractor', 'voice_extractor', {
  voice_extractor_model: inert(
    text('<name>', 'Network of lip_syncer that takes the voice out of a sound.', 'kim_vocal_2'),
    'only lip_syncer listens, which is not made here yet',
  ),
});

export const frameExtraction = group('frame extraction', 'frame_extraction', {
  trim_frame_start: number(frame, 'First frame of the film to work on, from 0.'),
  trim_frame_end: number(frame, 'Frame of the film to stop before.'),
  temp_frame_format: inert(choice(['bmp', 'jpeg', 'png', 'tiff'], 'Format of temporary frames.', 'png'), noTempFrames),
  temp_pixel_format: inert(choice(['bgr24', 'bgra'], 'Pixels of temporary frames.', 'bgr24'), noTempFrames),
});

export const frameDistribution = group('frame distribution', 'frame_distribution', {
  target_frame_amount: number(
    { min: 0, max: 10, whole: true },
    'Frames on either side that the tracker looks at, {range}.',
    2,
  ),
});

export const outputCreation = group('output creation', 'output_creation', {
  output_image_quality: number(percent, 'Quality of a lossy picture, {range}.', 80),
  output_image_scale: number(scale, 'Size of the picture made, {range} times the target.', 1),
  output_audio_encoder: inert(choice(names.audioEncoders, 'Encoder for the sound.', 'flac'), soundIsCopied),
  output_audio_quality: inert(number(percent, 'Quality of the sound, {range}.', 80), soundIsCopied),
  output_audio_volume: number(percent, 'The sound, {range}: 0 leaves it out, all else copies it as it is.', 100),
  output_video_encoder: choice(names.videoEncoders, 'Encoder for the film.', 'libx264'),
  output_video_preset: choice(names.videoPresets, 'How much time the encoder takes.', 'veryfast'),
  output_video_quality: number(percent, 'Quality of the film, {range}.', 80),
  output_video_scale: number(scale, 'Size of the film made, {range} times the target.', 1),
  output_video_fps: number(
    { min: 0.1, max: 1000 },
    "Frames a second: frames are repeated or left out. Default: each frame keeps the target's own time.",
  ),
});

export const workflow = group('workflow', 'workflow', {
  workflow_mode: choice(['auto', 'image-to-image', 'image-to-video'], 'What the target has to be.', 'auto'),
  workflow_strategy: inert(choice(['disk', 'memory'], 'Where frames wait.', 'memory'), noTempFrames),
});

/** FaceFusion's until 3.7. */
export const retiredOutput = group('retired', 'frame_extraction', {
  keep_temp: inert(flag('Keep temporary frames.'), noTempFrames),
});
