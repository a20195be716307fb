import { progressKinds } from '../../progress/index.ts';
import * as names from '../choices.ts';
import { choice, choices, flag, group, indices, inert, number, text } from '../option.ts';

const noWindow = 'Mirrorworks opens no window';

export const execution = group('execution', 'execution', {
  execution_device_ids: indices('Which device of the provider.', [0]),
  execution_providers: choices(
    names.executionProviders,
    'Where the networks run, in order of preference. One that is not there is an error.',
    ['auto'],
  ),
  execution_thread_count: number(
    { min: 1, max: 32, whole: true },
    'Threads for the networks, {range}. Default: as many as help.',
  ),
});

export const downloadProviders = group('download', 'download', {
  download_providers: choices(['github', 'huggingface'], 'Where models are fetched from, in this order.', [
    'github',
    'huggingface',
  ]),
});

/** A run fetches nothing by itself. */
export const noDownload = group('download', 'download', {
  download_providers: inert(
    downloadProviders.options.download_providers,
    "nothing is fetched unless 'force-download' or 'models pull' asks for it",
  ),
});

export const downloadScope = group('download', 'download', {
  download_scope: choice(['lite', 'full'], 'lite: the models in common use; full: all.', 'lite'),
});

export const memory = group('memory', 'memory', {
  video_memory_strategy: inert(
    choice(['strict', 'moderate', 'tolerant'], "How soon a model leaves the device's memory.", 'strict'),
    'a run keeps the models that it uses and no others',
  ),
  system_memory_limit: number(
    { min: 0, max: 128, whole: true },
    "Bound on the memory for frames, {range} gigabytes; 0 is none. FaceFusion's until 3.6.",
    0,
  ),
});

export const logLevel = group('misc', 'misc', {
  log_level: choice(names.logLevels, 'How much is said: failures, notes, progress, and what ran where.', 'info'),
});

export const haltOnError = group('misc', 'misc', {
  halt_on_error: flag('Stop at the first job that fails.'),
});

/** Known so that an ini file of FaceFusion's raises no question. */
export const window = group('uis', 'uis', {
  open_browser: inert(flag('Open the page in a browser.'), noWindow),
  ui_layouts: inert(text('<name>', 'Page to open.', 'default'), noWindow),
  ui_workflow: inert(text('<name>', 'How the page works.', 'instant_runner'), noWindow),
});

export const benchmark = group('benchmark', 'benchmark', {
  benchmark_mode: inert(text('<name>', 'Whether models are warm.', 'warm'), "'mirrorworks bench' measures"),
  benchmark_resolutions: inert(text('<names>', 'Sizes to measure.', '240p'), "'mirrorworks bench' measures"),
  benchmark_cycle_count: inert(text('<n>', 'How often.', '5'), "'mirrorworks bench' measures"),
});

/** Not FaceFusion's. */
export const ours = group('mirrorworks', undefined, {
  model_folder: text('<folder>', 'Where models are kept. Default as for every command; see models --help.'),
  commercial: flag('Refuse a chain with a model whose results may not be sold.'),
  progress: choice(progressKinds, 'How progress is shown on stderr.', 'auto'),
  json: flag('The last line of stdout is one JSON object; failures too.'),
});
