import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { EngineError } from '@mirrorworks/engine/errors';
import { run } from '../../run.ts';
import { fakeContext } from '../../testing/fake-engine.ts';
import { recordingProcess } from '../../testing/fake-process.ts';
import { scratchFolder } from '../../testing/scratch-folder.ts';

/** A folder with jobs, and lines to run on them; `@` is the folder. */
async function workshop(end?: Parameters<typeof recordingProcess>[0]) {
  const folder = await scratchFolder();
  const { calls, processMedia } = recordingProcess(end);
  const stop = new AbortController();
  const { context, terminal } = fakeContext({ processMedia }, stop.signal);
  const job = async (name: string) => JSON.parse(await readFile(join(folder.path, 'jobs', name), 'utf8'));
  return {
    ...{ calls, terminal, stop, job },
    path: folder.path,
    files: folder.files,
    line: (text: string) =>
      run(
        [...text.split(' ').map((word) => word.replace('@', `${folder.path}/`)), '--jobs-path', `${folder.path}/jobs`],
        context,
      ),
    content: (name: string) => readFile(join(folder.path, name), 'utf8'),
    statuses: async (name: string) => (await job(name)).steps.map(({ status }: { status: string }) => status),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test('a job is drafted, queued, run and completed', async () => {
  await using shop = await workshop();
  assert.equal(await shop.line('job-create wedding'), 0);
  assert.equal(await shop.line('job-submit wedding'), 1);
  assert.match(shop.terminal.told.at(-1) ?? '', /job wedding has no steps/);
  assert.equal(await shop.line('job-add-step wedding -s a.png -t @b.png -o @c.png --face-mask-blur 0.5'), 0);
  assert.equal(await shop.line('job-run wedding'), 1);
  assert.match(shop.terminal.told.at(-1) ?? '', /job wedding is drafted, not queued/);
  assert.equal(await shop.line('job-submit wedding'), 0);
  assert.deepEqual(await shop.statuses('queued/wedding.json'), ['queued']);
  assert.equal(await shop.line('job-list queued'), 0);
  assert.deepEqual(shop.terminal.printed.slice(-2), [
    'job id   steps  date created  date updated  job status',
    'wedding      1  just now      just now      queued',
  ]);
  assert.equal(await shop.line('job-run wedding --execution-thread-count 2'), 0);
  assert.deepEqual([shop.calls[0]?.mask?.blur, shop.calls[0]?.execution?.threads], [0.5, 2]);
  assert.deepEqual(await shop.files(), ['c.png', 'jobs/completed/wedding.json']);
  assert.deepEqual(await shop.statuses('completed/wedding.json'), ['completed']);
  assert.equal(await shop.line('job-delete wedding'), 0);
  assert.equal(await shop.line('job-list completed'), 1);
});

test('a step keeps every option of FaceFusion, so that FaceFusion runs the job too', async () => {
  await using shop = await workshop();
  await shop.line('job-create j');
  await shop.line('job-add-step j -s a.png -t b.png -o c.png --face-detector-margin 5');
  const [{ args, status }] = (await shop.job('drafted/j.json')).steps;
  assert.equal(status, 'drafted');
  assert.equal(Object.keys(args).length, 85);
  const some = {
    source_paths: ['a.png'],
    face_detector_margin: [5, 5, 5, 5],
    face_selector_gender: null,
    lip_syncer_weight: 0.5,
  };
  for (const [key, value] of Object.entries(some)) assert.deepEqual(args[key], value, key);
});

test('steps are put in, taken out, and built on each other', async () => {
  await using shop = await workshop();
  await shop.line('job-create j');
  await shop.line('job-add-step j -s a.png -t @b.png -o @c.png');
  assert.equal(await shop.line('job-insert-step j 0 -s a.png -t @x.png -o @y.png'), 0);
  assert.equal(await shop.line('job-remove-step j 0'), 0);
  assert.equal(await shop.line('job-remix-step j -1 --processors face_enhancer -o @d.png'), 0);
  assert.equal(await shop.line('job-remove-step j 7'), 1);
  assert.equal(await shop.line('job-remove-step j last'), 2);
  await shop.line('job-submit j');
  assert.equal(await shop.line('job-run j'), 0);
  assert.deepEqual(await shop.files(), ['c.png', 'd.png', 'jobs/completed/j.json']);
  assert.equal(await shop.content('d.png'), `face-enhancer of ${shop.path}/c-j-0.png`);
});

test('of pictures with one name the last stays; films with one name are refused before any work', async () => {
  await using shop = await workshop();
  for (const [job, name] of [
    ['stills', 'c.png'],
    ['films', 'c.mp4'],
  ]) {
    await shop.line(`job-create ${job}`);
    await shop.line(`job-add-step ${job} -s a.png -t @first.${name?.slice(2)} -o @${name}`);
    await shop.line(`job-add-step ${job} -s a.png -t @second.${name?.slice(2)} -o @${name}`);
    await shop.line(`job-submit ${job}`);
  }
  assert.equal(await shop.line('job-run stills'), 0);
  assert.match(await shop.content('c.png'), /second\.png$/);
  assert.equal(await shop.line('job-run films'), 1);
  assert.match(shop.terminal.told.at(-1) ?? '', /joining films is not made here yet/);
  assert.equal(shop.calls.length, 2);
  assert.deepEqual(await shop.files(), ['c.png', 'jobs/completed/stills.json', 'jobs/queued/films.json']);
});

test('a step that fails ends the job as failed; a retry runs it all again', async () => {
  let broken = true;
  await using shop = await workshop(({ target }) =>
    broken && target.endsWith('bad.png') ? new EngineError('media-unreadable', 'bad.png is broken') : undefined,
  );
  await shop.line('job-create j');
  for (const name of ['good', 'bad', 'other'])
    await shop.line(`job-add-step j -s a.png -t @${name}.png -o @${name}-out.png`);
  await shop.line('job-submit-all');
  assert.equal(await shop.line('job-run-all'), 1);
  assert.match(shop.terminal.told.at(-1) ?? '', /bad\.png is broken \[media-unreadable\]/);
  assert.deepEqual(await shop.statuses('failed/j.json'), ['completed', 'failed', 'queued']);
  broken = false;
  assert.equal(await shop.line('job-run j'), 1);
  assert.equal(await shop.line('job-retry j'), 0);
  assert.equal(shop.calls.length, 5);
  assert.equal(await shop.line('job-retry-all'), 1);
  assert.match(shop.terminal.told.at(-1) ?? '', /there is no failed job/);
});

test('a job that is stopped stays queued and goes on behind what is done', async () => {
  await using shop = await workshop((_, call) => (call === 2 ? shopStop() : undefined));
  function shopStop() {
    shop.stop.abort();
    return new EngineError('canceled', 'stopped');
  }
  await shop.line('job-create j');
  for (const name of ['a', 'b']) await shop.line(`job-add-step j -s s.png -t @${name}.png -o @${name}-out.png`);
  await shop.line('job-submit j');
  assert.equal(await shop.line('job-run j'), 130);
  assert.deepEqual(await shop.statuses('queued/j.json'), ['completed', 'queued']);
  assert.deepEqual(await shop.files(), ['a-out.png', 'jobs/queued/j.json']);
});

test('a job that was killed says so, and a file of FaceFusion with all its keys runs', async () => {
  await using shop = await workshop();
  await mkdir(join(shop.path, 'jobs/queued'), { recursive: true });
  await mkdir(join(shop.path, 'jobs/completed'), { recursive: true });
  const args = {
    ...{
      source_paths: ['s.png'],
      target_path: 'b.png',
      output_path: join(shop.path, 'c.png'),
      face_selector_gender: null,
    },
    ...{
      face_detector_model: 'yoloface',
      face_mask_padding: [1, 2, 3, 4],
      lip_syncer_model: 'wav2lip_96',
      keep_temp: null,
    },
    ...{ face_mask_blur: 1.0, face_landmarker_score: 0, skip_audio: false, future_key: 1 },
  };
  const job = {
    version: '1',
    date_created: '2026-08-05T10:11:12.123456+02:00',
    date_updated: null,
    steps: [{ args, status: 'started' }],
  };
  await writeFile(join(shop.path, 'jobs/queued/old.json'), JSON.stringify(job));
  assert.equal(await shop.line('job-run old'), 0);
  assert.ok(shop.terminal.told.includes('step 1 of job old was cut off; it is done again'));
  assert.ok(shop.terminal.told.includes('note: job old, step 0: future_key is not known'));
  const [call] = shop.calls;
  assert.deepEqual([call?.detector?.model, call?.mask?.padding, call?.mask?.blur], ['yolo_face', [1, 2, 3, 4], 1]);
});

test('the ini file says only what a job leaves open, and an option of a step is none of a run', async () => {
  await using shop = await workshop();
  const ini = join(shop.path, 'my.ini');
  await writeFile(ini, '[face_masker]\nface_mask_blur = 0.9\n[face_selector]\nface_selector_gender = male\n');
  await shop.line('job-create j');
  await shop.line('job-add-step j -s s.png -t t.png -o @o.png --face-mask-blur 0.2');
  await shop.line('job-submit j');
  assert.equal(await shop.line('job-run j --config-path @my.ini'), 0);
  assert.deepEqual([shop.calls[0]?.mask?.blur, shop.calls[0]?.selector?.gender], [0.2, undefined]);
  assert.equal(await shop.line('job-run j --face-mask-blur 0.3'), 2);
  assert.equal(await shop.line('job-run j --frame-processors face_swapper'), 2);
  assert.match(shop.terminal.told.at(-1) ?? '', /--frame-processors does not go with this command/);
});

test('all jobs are gone through, or up to the first that fails', async () => {
  await using shop = await workshop();
  for (const name of ['a', 'b']) await shop.line(`job-create ${name}`);
  await shop.line('job-add-step b -s s.png -t t.png -o @o.png');
  assert.equal(await shop.line('job-submit-all'), 1);
  assert.deepEqual(await shop.files(), ['jobs/drafted/a.json', 'jobs/queued/b.json']);
  assert.equal(await shop.line('job-delete-all'), 0);
  assert.equal(await shop.line('job-delete-all'), 1);
  for (const name of ['a', 'b']) await shop.line(`job-create ${name}`);
  await shop.line('job-add-step b -s s.png -t t.png -o @o.png');
  assert.equal(await shop.line('job-submit-all --halt-on-error'), 1);
  assert.deepEqual(await shop.files(), ['jobs/drafted/a.json', 'jobs/drafted/b.json']);
});
