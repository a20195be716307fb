import { exitCodes } from '@mirrorworks/contract';
import { faceOrders, faceSelectors } from '@mirrorworks/engine/face';
import { borders, faceRegions, providers, type SwapOptions, swapModels } from '@mirrorworks/engine/options';
import {
  detectorModels,
  faceEnhancerModels,
  frameEnhancerModels,
  maskTypes,
} from '@mirrorworks/engine/process-options';
import type { Context } from '../engine.ts';
import { wrongUse } from '../failure.ts';
import {
  choice,
  choices,
  flag,
  megabytes,
  number,
  required,
  text,
  texts,
  timeRange,
  type Values,
} from '../options/option.ts';
import { progressKinds, progressView } from '../progress/index.ts';
import { report, summary } from '../result.ts';
import { defineCommand } from './command.ts';

const options = {
  source: required(
    texts('<file>', 'Picture of the person whose face is put in. Several pictures of one person give a better face.'),
  ),
  target: required(text('<file>', 'Picture or film to change. It is only read.')),
  output: required(
    text('<file>', 'Where the result goes. The extension names the format, e.g. .mp4, .mkv, .jpg, .png.'),
  ),
  model: choice(
    swapModels,
    'What makes the new face. mesh is built in; the others are networks of FaceFusion, whose files must be in the model folder. Default mesh.',
  ),
  enhance: choice(faceEnhancerModels, 'With a network: restore the new faces by another one.'),
  enlarge: choice(frameEnhancerModels, 'With a network: enlarge or sharpen the whole frames by another one.'),
  mask: choices(maskTypes, 'With a network: what bounds the change; several are cut with each other. Default box.'),
  detector: choice(detectorModels, 'With a network: what finds the faces. Default yolo_face.'),
  commercial: flag('Refuse, before any work is done, a model whose results may not be sold, and name it.'),
  faces: choice(
    faceSelectors,
    'Which faces of the target are changed: the first in --order, all, or those like --reference. Default one.',
  ),
  order: choice(faceOrders, 'Which face comes first. Default large-small.'),
  reference: text('<file>', 'Picture of the person to be replaced. Implies --faces reference.'),
  referenceDistance: number(
    '<d>',
    { min: 0, max: 2 },
    'Cosine distance, 0 to 2, below which a face counts as the reference person.',
  ),
  blend: number(
    '<x>',
    { min: 0, max: 1 },
    'How much of the source is shown: 0 is the target itself, 1 the source. Default 1.',
  ),
  keep: choices(faceRegions, 'With mesh: parts of the face that stay as they are in the target.'),
  border: choice(borders, 'With mesh: how the border is blended: in the gradients, or by a soft edge.'),
  detectorSize: number(
    '<pixels>',
    { min: 64, max: 4096, whole: true },
    'Longer side at which the detector looks at a frame; of a network a size that it takes. Larger finds smaller faces and takes longer.',
  ),
  score: number('<x>', { min: 0, max: 1 }, 'Lowest score that counts as a face, 0 to 1.'),
  providers: choices(
    providers,
    'Where the networks run, in order of preference. Default cpu. One that is not there is an error.',
  ),
  threads: number(
    '<n>',
    { min: 1, max: 256, whole: true },
    'Worker threads for the faces. Default: one for each core.',
  ),
  maxMemory: megabytes(
    'Bound on the memory for frames, in megabytes. Fewer frames are in flight when it is small.',
    64,
  ),
  encoder: text('<name>', 'FFmpeg encoder, e.g. libx264, libx265, h264_nvenc; or auto.'),
  quality: number('<q>', { min: 0, max: 100 }, '0 is smallest, 100 best. For films and lossy pictures.'),
  preset: text('<name>', "The encoder's speed preset, e.g. veryfast."),
  trim: timeRange('Part of the film to work on, its end not included, e.g. 2s..7.5s. The rest is dropped.'),
  overwrite: flag('Replace the output when it exists.'),
  allowPartial: flag('Keep what decodes of a film that breaks off.'),
  requireFace: flag('Fail when no face of the target was changed.'),
  modelFolder: text('<folder>', "Where models are kept. Default: the user's cache folder."),
  progress: choice(progressKinds, 'How progress is shown on stderr. auto: a bar on a terminal, lines elsewhere.'),
  json: flag('The last line of stdout is one JSON object; failures too.'),
} as const;

/** `mirrorworks swap`. */
export const swap = defineCommand({
  name: 'swap',
  about: 'Put a face into a picture or a film.',
  usage: 'swap --source <file> --target <file> --output <file> [options]',
  options,
  examples: [
    'swap --source anna.jpg --target party.jpg --output out.jpg',
    'swap --source anna.jpg --source anna-left.jpg --target film.mp4 --output out.mp4 --trim 2s..7.5s',
    'swap --source anna.jpg --target film.mp4 --output out.mp4 --faces many --keep brows,eyes --json',
    'swap --source anna.jpg --target film.mkv --output out.mkv --reference bert.jpg --quality 80',
    'swap --source anna.jpg --target film.mp4 --output out.mp4 --model inswapper_128 --mask region',
  ],
  async run(values, positionals, context) {
    const { progress: progressKind = 'auto', json } = values;
    const swapOptions = toSwapOptions(values, positionals, context);
    const engine = await context.engine();
    const run = engine.swapFaces(swapOptions);
    const view = progressView(progressKind, context.terminal);
    try {
      for await (const progress of run) view.show(progress);
    } finally {
      view.close();
    }
    const result = await run.result;
    for (const note of result.notes) context.terminal.tell(`note: ${note}`);
    context.terminal.print(json ? JSON.stringify(report(result)) : summary(result));
    return exitCodes.done;
  },
});

function toSwapOptions(
  { progress: _progress, json: _json, maxMemory, ...values }: Values<typeof options>,
  positionals: readonly string[],
  { signal }: Context,
): SwapOptions {
  if (positionals.length > 0) throw wrongUse(`swap takes files by option only, got '${positionals.join(' ')}'`);
  const { reference, faces = reference === undefined ? 'one' : 'reference' } = values;
  if (faces === 'reference' && reference === undefined) throw wrongUse('--faces reference needs --reference <file>');
  if (faces !== 'reference' && reference !== undefined) {
    throw wrongUse(`--reference goes with --faces reference, got --faces ${faces}`);
  }
  if (values.referenceDistance !== undefined && reference === undefined) {
    throw wrongUse('--reference-distance goes with --reference <file>');
  }
  return { ...values, faces, signal, ...(maxMemory === undefined ? {} : { maxMemoryBytes: maxMemory }) };
}
