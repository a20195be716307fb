/** A case's recorded settings as our options, for the stages that are run one by one. */
import type { DebuggerItem, ProcessOptions, ProcessorOptions, Sides } from '../src/process-options.ts';
import type { GoldenCase } from './golden.ts';

export function processOptionsOf({ settings, target, sources }: GoldenCase): ProcessOptions {
  // biome-ignore lint/suspicious/noExplicitAny: recorded values, checked by `checkProcess`.
  const of = (name: string) => settings[name] as any;
  const side = (size: string) => Number(size.split('x')[0]);
  const kinds: Readonly<Record<string, () => ProcessorOptions>> = {
    face_swapper: () => ({
      kind: 'face-swapper',
      model: of('face_swapper_model'),
      pixelBoost: side(of('face_swapper_pixel_boost')),
      weight: of('face_swapper_weight'),
    }),
    face_enhancer: () => ({
      kind: 'face-enhancer',
      model: of('face_enhancer_model'),
      blend: of('face_enhancer_blend') / 100,
      weight: of('face_enhancer_weight'),
    }),
    frame_enhancer: () => ({
      kind: 'frame-enhancer',
      model: of('frame_enhancer_model'),
      blend: of('frame_enhancer_blend') / 100,
    }),
    face_debugger: () => ({ kind: 'face-debugger', items: of('face_debugger_items') as DebuggerItem[] }),
  };
  return {
    ...{ target, sources, output: 'unused.png' },
    processors: (of('processors') as string[]).map((name) => kinds[name]!()),
    detector: {
      model: of('face_detector_model'),
      size: side(of('face_detector_size')),
      margin: of('face_detector_margin') as Sides,
      angles: of('face_detector_angles'),
      score: of('face_detector_score'),
    },
    landmarker: { model: of('face_landmarker_model'), score: of('face_landmarker_score') },
    selector: { mode: of('face_selector_mode'), order: of('face_selector_order') },
    mask: {
      types: of('face_mask_types'),
      areas: of('face_mask_areas'),
      regions: of('face_mask_regions'),
      blur: of('face_mask_blur'),
      padding: of('face_mask_padding'),
      occluder: of('face_occluder_model'),
      parser: of('face_parser_model'),
    },
  };
}
