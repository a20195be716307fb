import { exitCodes } from '@mirrorworks/contract';
import { defineFaceFusionCommand } from '../facefusion/define.ts';
import { fileGroups, type RunValues, runGroups, type StepValues, stepGroups } from '../facefusion/options/index.ts';
import { runStep, wholeRun } from '../facefusion/run-step.ts';
import { report } from '../result.ts';

/** `mirrorworks headless-run`: FaceFusion's command of that name. */
export const headlessRun = defineFaceFusionCommand({
  name: 'headless-run',
  about: "Run FaceFusion's processors over a picture or a film, with FaceFusion's options.",
  groups: wholeRun,
  examples: [
    'headless-run -s anna.jpg -t party.jpg -o out.jpg',
    'headless-run --processors face_swapper face_enhancer -s a.png b.png -t film.mp4 -o out.mp4',
    'headless-run --config-path my.ini --execution-providers cuda cpu -s a.png -t b.mp4 -o out.mp4',
  ],
  async run(request) {
    const { json } = request.settle<RunValues>(runGroups).values;
    const result = await runStep(request.settle<StepValues>([...fileGroups, ...stepGroups]), request);
    if (json) request.context.terminal.print(JSON.stringify(report(result)));
    return exitCodes.done;
  },
});
