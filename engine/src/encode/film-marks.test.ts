import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspectFilm } from '../../test/inspect-film.ts';
import { makeFilm } from '../../test/make-film.ts';
import { passThrough } from '../../test/pass-through.ts';
import { markedTags } from './film-marks.ts';
import { digitalSourceTypes } from './marks.ts';
import { digitalSourceTypeOf } from './xmp.ts';

const address = digitalSourceTypes.compositeWithTrainedAlgorithmicMedia;
let folder = '';
let input = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marks-'));
  input = join(folder, 'input.mp4');
  const tags = { title: 'A title', comment: 'mine', digital_source_type: 'http://example.com/none' };
  await makeFilm(input, { video: [{ width: 96, height: 64, frames: 6 }], tags });
});

after(() => rm(folder, { recursive: true, force: true }));

for (const name of ['marked.mp4', 'marked.mov', 'marked.mkv', 'marked.webm']) {
  test(`${name} says what it is in tags that any tool reads`, async () => {
    const output = join(folder, name);
    await passThrough(input, output);
    const { tags } = await inspectFilm(output);
    const lower = Object.fromEntries(Object.entries(tags).map(([key, value]) => [key.toLowerCase(), value]));
    assert.equal(lower['digital_source_type'], address);
    assert.match(lower['comment'] ?? '', /^AI-made: .*\nmine$/);
    assert.equal(lower['title'], 'A title');
  });
}

test('MP4 carries the IPTC property as XMP, MOV too', async () => {
  for (const name of ['xmp.mp4', 'xmp.mov']) {
    const output = join(folder, name);
    await passThrough(input, output);
    const bytes = (await readFile(output)).toString('utf8');
    assert.equal(digitalSourceTypeOf(bytes.slice(bytes.indexOf('<?xpacket'))), address, name);
  }
});

test('a transport stream carries the mark as its service, and among the pictures', async () => {
  const output = join(folder, 'marked.ts');
  await passThrough(input, output);
  const bytes = (await readFile(output)).toString('latin1');
  assert.ok(bytes.includes('AI-made (compositeWithTrainedAlgorithmicMedia)'));
  assert.ok(bytes.includes('mirrorworks-markdigital_source_type=http'));
});

test('the mark among the pictures survives the loss of the container', async () => {
  const output = join(folder, 'inside.mp4');
  await passThrough(input, output, { digitalSourceType: 'compositeSynthetic' });
  const bytes = (await readFile(output)).toString('latin1');
  assert.ok(bytes.includes(`mirrorworks-markdigital_source_type=${digitalSourceTypes.compositeSynthetic}`));
});

test('a second pass neither doubles the words nor keeps another origin', () => {
  const once = markedTags({ comment: 'mine', DIGITAL_SOURCE_TYPE: 'x' }, 'compositeSynthetic');
  const twice = markedTags(once, 'compositeWithTrainedAlgorithmicMedia');
  assert.equal(twice['comment']?.match(/AI-made:/g)?.length, 1);
  assert.match(twice['comment'] ?? '', /mine/);
  assert.equal(twice['digital_source_type'], address);
  assert.equal(twice['DIGITAL_SOURCE_TYPE'], undefined);
});
