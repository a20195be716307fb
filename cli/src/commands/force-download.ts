import { exitCodes, formatBytes } from '@mirrorworks/contract';
import { defineFaceFusionCommand } from '../facefusion/define.ts';
import { group } from '../facefusion/option.ts';
import { downloadProviders, downloadScope, logLevel, ours } from '../facefusion/options/index.ts';

/** Where FaceFusion's providers keep a file. */
const addresses: Readonly<Record<string, readonly string[]>> = {
  github: ['https://github.com/facefusion/facefusion-assets/releases/download/{base}/{file}'],
  huggingface: [
    'https://huggingface.co/facefusion/{base}/resolve/main/{file}',
    'https://hf-mirror.com/facefusion/{base}/resolve/main/{file}',
  ],
};

interface Values {
  readonly download_providers: readonly string[];
  readonly download_scope: string;
  readonly model_folder: string | undefined;
}

/** `mirrorworks force-download`: FaceFusion's command of that name. */
export const forceDownload = defineFaceFusionCommand({
  name: 'force-download',
  about: 'Fetch the models of all processors that are made here.',
  groups: [
    downloadProviders,
    downloadScope,
    logLevel,
    group('mirrorworks', undefined, { model_folder: ours.options.model_folder, json: ours.options.json }),
  ],
  examples: ['force-download', 'force-download --download-providers huggingface --download-scope full'],
  async run({ settle, note, says, context: { engine, terminal, signal } }) {
    const { values } = settle<Values>([downloadProviders, downloadScope, ours]);
    if (values.download_scope === 'full') note('full adds models of deep_swapper, which is not made here yet');
    const { listModels, pullModels } = await engine();
    const wanted = listModels().filter(({ pack, standsInFor }) => pack === 'facefusion' && standsInFor === undefined);
    const run = pullModels(
      wanted.map(({ name }) => name),
      {
        ...(values.model_folder !== undefined && { modelFolder: values.model_folder }),
        from: values.download_providers.flatMap((provider) => addresses[provider] ?? []),
        signal,
      },
    );
    let current = '';
    for await (const { model, index, count, source } of run) {
      if (says.progress && model !== current) terminal.tell(`${index} of ${count}: ${model} from ${source}`);
      current = model;
    }
    const pulled = await run.result;
    for (const { notes } of pulled) for (const line of notes) note(line);
    const bytes = pulled.reduce((sum, model) => sum + model.bytes, 0);
    if (says.progress) terminal.print(`${pulled.length} models, ${formatBytes(bytes)}`);
    return exitCodes.done;
  },
});
