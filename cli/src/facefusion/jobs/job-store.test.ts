import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratchFolder } from '../../testing/scratch-folder.ts';
import { addStep, insertStep, newJob, readJob, remixStep, removeStep } from './job.ts';
import { datedJobId, jobId } from './job-id.ts';
import { JobStore } from './job-store.ts';

const noon = new Date('2026-11-22T12:00:00Z');

test('a job is one file in the folder of its status, with the shape of those of FaceFusion', async () => {
  await using folder = await scratchFolder();
  const store = await JobStore.open(folder.path, () => noon);
  await store.create('wedding');
  await store.update('wedding', (job) => addStep(job, { target_path: 'a.png' }));
  await store.move('wedding', 'queued');
  assert.deepEqual(await folder.files(), ['queued/wedding.json']);
  assert.deepEqual(JSON.parse(await readFile(join(folder.path, 'queued/wedding.json'), 'utf8')), {
    version: '1',
    date_created: '2026-11-22T12:00:00.000+00:00',
    date_updated: '2026-11-22T12:00:00.000+00:00',
    steps: [{ args: { target_path: 'a.png' }, status: 'drafted' }],
  });
  assert.deepEqual([await store.ids('drafted'), await store.ids('queued')], [[], ['wedding']]);
  await store.remove('wedding');
  assert.deepEqual(await folder.files(), []);
});

test('what is not there, there already, or no job is refused by name', async () => {
  await using folder = await scratchFolder();
  const store = await JobStore.open(folder.path);
  await assert.rejects(store.read('a'), { code: 'option-invalid', message: /no job a in / });
  await store.create('a');
  await assert.rejects(store.create('a'), { message: /there is a job a already: it is drafted/ });
  await writeFile(join(folder.path, 'drafted/b.json'), '{"version"');
  await assert.rejects(store.read('b'), { message: /b\.json is not JSON/ });
  await writeFile(join(folder.path, 'drafted/c.json'), '{"version":"1","steps":[]}');
  await assert.rejects(store.read('c'), { message: /c\.json is not a job: version, date_created/ });
  await writeFile(join(folder.path, 'file'), '');
  await assert.rejects(JobStore.open(join(folder.path, 'file')), { code: 'output-unwritable' });
});

test('no id leads out of the folder', async () => {
  assert.equal(jobId('My-job-2'), 'My-job-2');
  assert.equal(jobId('my_job'), '5b91c41b749676483e71a4efad72227085535e8e');
  for (const id of ['../../etc/passwd', 'a/b', '..', '---', '', 'a\0b', 'my_job'])
    assert.match(jobId(id), /^[0-9a-f]{40}$/, id);
  await using folder = await scratchFolder();
  const store = await JobStore.open(join(folder.path, 'jobs'));
  await store.create('../../outside');
  const [file = '', ...others] = await folder.files();
  assert.match(file, /^jobs\/drafted\/[0-9a-f]{40}\.json$/);
  assert.deepEqual(others, []);
  assert.equal(datedJobId('batch', new Date(2026, 0, 2, 3, 4, 5)), 'batch-2026-01-02-03-04-05');
});

test('steps are added, put in, built on another and taken out by their place', () => {
  const args = (name: string) => ({ output_path: `${name}.PNG` });
  const job = addStep(addStep(newJob(noon), args('a')), args('b'));
  const names = (changed: typeof job) => changed.steps.map(({ args }) => args['output_path']);
  assert.deepEqual(names(insertStep(job, 1, args('c'))), ['a.PNG', 'c.PNG', 'b.PNG']);
  assert.deepEqual(names(insertStep(job, -1, args('c'))), ['a.PNG', 'c.PNG', 'b.PNG']);
  assert.deepEqual(names(removeStep(job, -1)), ['a.PNG']);
  assert.equal(remixStep(job, 'j', 0, args('d')).steps[2]?.args['target_path'], 'a-j-0.png');
  assert.throws(() => removeStep(job, 2), { message: /no step 2: 0 to 1, or -1/ });
  assert.throws(() => removeStep(newJob(noon), -1), { message: /the job has no steps/ });
});

test("a file of FaceFusion's is read", () => {
  const text = `{
    "version": "1",
    "date_created": "2026-08-05T10:11:12.123456+02:00",
    "date_updated": null,
    "steps": [ { "args": { "source_paths": [ "a.png" ], "face_mask_blur": 0.3 }, "status": "started" } ]
  }`;
  assert.equal(readJob(text, 'x.json').steps[0]?.status, 'started');
});
