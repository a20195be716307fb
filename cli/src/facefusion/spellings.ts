/** What options and values were called before FaceFusion 3.8. One line each, with the last version that had it. */
import { wrongUse } from '../failure.ts';
import { flagOf, type Given } from './given.ts';

/** An option of that time: what it is today, or why nothing takes its place. */
type Retired =
  | { readonly until: string; readonly words: 'none' | 'one' | 'many'; readonly now: Rewrite; readonly says: string }
  | { readonly until: string; readonly words: 'none' | 'one' | 'many'; readonly inert: string }
  | { readonly until: string; readonly words: 'none' | 'one' | 'many'; readonly refused: string };

type Rewrite = (words: readonly string[]) => readonly (readonly [key: string, words: readonly string[]])[];

function renamed(until: string, key: string, words: 'one' | 'many' = 'one'): Retired {
  return { until, words, now: (given) => [[key, given]], says: flagOf(key) };
}

function inert(until: string, reason: string, words: 'none' | 'one' = 'none'): Retired {
  return { until, words, inert: reason };
}

function refused(until: string, reason: string): Retired {
  return { until, words: 'one', refused: reason };
}

const noDownload = 'nothing is downloaded unless it is asked for';
const noInstaller = 'it was for the installer';

const options: Readonly<Record<string, Retired>> = {
  headless: inert('2.6', "'headless-run' says so"),
  skip_download: inert('3.0', noDownload),
  source: renamed('2.6', 'source_paths', 'many'),
  target: renamed('2.6', 'target_path'),
  output: renamed('2.6', 'output_path'),
  config: renamed('2.6', 'config_path'),
  frame_processors: renamed('2.6', 'processors', 'many'),
  face_recognition: renamed('1.3', 'face_selector_mode'),
  face_analyser_direction: renamed('1.3', 'face_selector_order'),
  face_analyser_order: renamed('2.6', 'face_selector_order'),
  face_analyser_gender: renamed('2.6', 'face_selector_gender'),
  face_analyser_age: {
    ...{ until: '2.6', words: 'one', says: '--face-selector-age-start and --face-selector-age-end' },
    now: ageGroup,
  },
  max_memory: renamed('2.1', 'system_memory_limit'),
  execution_device_id: renamed('3.3', 'execution_device_ids', 'many'),
  skip_audio: {
    until: '3.1',
    words: 'none',
    now: () => [['output_audio_volume', ['0']]],
    says: '--output-audio-volume 0',
  },
  execution_queue_count: inert('3.3', 'work is handed out frame by frame', 'one'),
  keep_fps: inert('2.1', 'the times of the frames are always kept'),
  temp_frame_quality: inert('2.3', 'frames go from decoder to encoder in memory', 'one'),
  onnxruntime: inert('3.6', noInstaller, 'one'),
  torch: inert('2.3', noInstaller, 'one'),
  skip_venv: inert('2.4', noInstaller),
  skip_conda: inert('3.8', noInstaller),
  output_image_resolution: refused('3.3', 'a size is asked for by --output-image-scale, e.g. 2.0'),
  output_video_resolution: refused('3.3', 'a size is asked for by --output-video-scale, e.g. 0.5'),
  background_remover_color: refused('3.5', 'it belongs to background_remover, which is not made here yet'),
};

/** Values that have another name today, by option. */
const values: Readonly<Record<string, Readonly<Record<string, { readonly until: string; readonly now: string }>>>> = {
  face_detector_model: { yoloface: { until: '3.1', now: 'yolo_face' } },
  face_swapper_model: {
    simswap_512_unofficial: { until: '2.6', now: 'simswap_unofficial_512' },
    blendface_256: { until: '2.0', now: 'blendswap_256' },
  },
  face_enhancer_model: { restoreformer: { until: '2.2', now: 'restoreformer_plus_plus' } },
  frame_enhancer_model: {
    realesrgan_x2plus: { until: '1.3', now: 'real_esrgan_x2' },
    realesrgan_x4plus: { until: '1.3', now: 'real_esrgan_x4' },
    real_esrgan_x2plus: { until: '2.3', now: 'real_esrgan_x2' },
    real_esrgan_x4plus: { until: '2.3', now: 'real_esrgan_x4' },
  },
  face_debugger_items: {
    bbox: { until: '2.2', now: 'bounding-box' },
    kps: { until: '2.2', now: 'face-landmark-5' },
    score: { until: '2.3', now: 'face-detector-score' },
    'landmark-5': { until: '2.3', now: 'face-landmark-5' },
    'landmark-68': { until: '2.3', now: 'face-landmark-68' },
  },
  temp_frame_format: { jpg: { until: '3.1', now: 'jpeg' } },
};

/** Sections of ini files until 2.6; their keys are taken wherever they belong today. */
export const oldSections: readonly string[] = ['general', 'face_analyser', 'face_mask', 'frame_processors'];

/**
 * The line with its command in front. FaceFusion 2 had none: `run.py --headless …`, `run.py --force-download`; and commands that
 * are not made here are refused by name.
 */
export function withCommand(argv: readonly string[]): { readonly argv: readonly string[]; readonly note?: string } {
  const [first = ''] = argv;
  if (!first.startsWith('-')) return { argv };
  const old = { '--force-download': 'force-download', '--headless': 'headless-run' } as const;
  for (const [flag, command] of Object.entries(old)) {
    if (!argv.includes(flag)) continue;
    const rest = command === 'headless-run' ? argv : argv.filter((word) => word !== flag && word !== '--headless');
    return { argv: [command, ...rest], note: `a line with ${flag} was FaceFusion's until 2.6; today it is ${command}` };
  }
  return { argv };
}

/** What to say to a command of FaceFusion's that is not made here. */
export const absentCommands: Readonly<Record<string, string>> = {
  run: "'run' opens FaceFusion's page, which is not made here; 'headless-run' takes the same options",
  benchmark: "'benchmark' is FaceFusion's; 'mirrorworks bench' measures here",
};

/** Whether an option was FaceFusion's once, under this key. */
export function isRetired(key: string): boolean {
  return Object.hasOwn(options, key);
}

export function retiredArity(key: string): 'none' | 'one' | 'many' {
  return options[key]?.words ?? 'one';
}

/**
 * A line of FaceFusion 2, which says `--headless`: there `-s` was repeated for several pictures, and the reference distance was
 * twice what it is since 3.2.
 */
export function oldStyleLine(given: readonly Given[], note: (line: string) => void): Given[] {
  if (!given.some(({ key }) => key === 'headless')) return [...given];
  const isSource = ({ key }: Given) => key === 'source_paths' || key === 'source';
  const sources = given.filter(isSource);
  const [first] = sources;
  const kept = given.filter((one) => !isSource(one) && one.key !== 'headless');
  const others = kept.map((one) => halveDistance(one, note));
  return first ? [{ ...first, words: sources.flatMap(({ words }) => words) }, ...others] : others;
}

function halveDistance(given: Given, note: (line: string) => void): Given {
  const distance = Number(given.words[0]);
  if (given.key !== 'reference_face_distance' || Number.isNaN(distance)) return given;
  note(`${given.where} ${distance} is ${distance / 2} since FaceFusion 3.2: half of the cosine distance`);
  return { ...given, words: [String(distance / 2)] };
}

/** What was given, in the spelling of today; each change is a line for `note`. */
export function spellToday(given: readonly Given[], note: (line: string) => void): Given[] {
  return given.flatMap((one) => keysToday(one, note)).map((one) => ({ ...one, words: wordsToday(one, note) }));
}

function keysToday(given: Given, note: (line: string) => void): Given[] {
  const retired = Object.hasOwn(options, given.key) ? options[given.key] : undefined;
  if (!retired) return [given];
  const since = `${given.where} was FaceFusion's until ${retired.until}`;
  if ('refused' in retired) throw wrongUse(`${since}: ${retired.refused}`, { option: given.where });
  // `skip_audio = false` in an ini file asks for nothing.
  if (retired.words === 'none' && /^(false|no|off|0)$/i.test(given.words[0] ?? '')) return [];
  if ('inert' in retired) {
    note(`${since} and has no effect: ${retired.inert}`);
    return [];
  }
  note(`${since}; today it is ${retired.says}`);
  return retired.now(given.words).map(([key, words]) => ({ ...given, key, words }));
}

function wordsToday({ key, words, where }: Given, note: (line: string) => void): string[] {
  return words.map((word) => {
    const today =
      Object.hasOwn(values, key) && Object.hasOwn(values[key] ?? {}, word) ? values[key]?.[word] : undefined;
    if (!today) return word;
    note(`${where} ${word} was FaceFusion's until ${today.until}; today it is ${today.now}`);
    return today.now;
  });
}

/** The four groups of ages that FaceFusion 2 knew. */
function ageGroup([word = '']: readonly string[]): readonly (readonly [string, readonly string[]])[] {
  const groups: Readonly<Record<string, readonly [start: string, end: string]>> = {
    ...{ child: ['0', '13'], teen: ['13', '19'], adult: ['19', '60'], senior: ['60', '100'] },
  };
  const years = Object.hasOwn(groups, word) ? groups[word] : undefined;
  if (!years) {
    throw wrongUse(`--face-analyser-age takes one of ${Object.keys(groups).join(', ')}, got '${word}'`, {
      value: word,
    });
  }
  return [
    ['face_selector_age_start', [years[0]]],
    ['face_selector_age_end', [years[1]]],
  ];
}
