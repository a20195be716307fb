import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIni, readIni } from './ini.ts';

const given = (text: string) => parseIni(text, 'a.ini').given.map(({ key, words }) => [key, ...words]);

test('keys and values are read as configparser reads them', () => {
  const text = [
    '\uFEFF; a comment',
    '[paths]',
    'source_paths = a.png  b.png',
    '  c.png',
    'output_path = my results/out 100%%.png',
    'temp_path =',
    '# another',
    '[face_masker]',
    'Face_Mask_Types: box occlusion',
    'face_mask_blur=0.5',
  ].join('\r\n');
  assert.deepEqual(given(text), [
    ['source_paths', 'a.png', 'b.png', 'c.png'],
    ['output_path', 'my results/out 100%.png'],
    ['face_mask_types', 'box', 'occlusion'],
    ['face_mask_blur', '0.5'],
  ]);
});

test('sections and keys of FaceFusion 2 are known; what nobody knows is a note', () => {
  const { given, notes } = parseIni(
    '[general]\ntarget_path = a\n[misc]\nface_mask_blur = 1\nmagic = 2\nheadless = True',
    'a.ini',
  );
  assert.deepEqual(
    given.map(({ where }) => where),
    ['a.ini [general] target_path', 'a.ini [misc] headless'],
  );
  assert.deepEqual(notes, [
    'a.ini [misc] face_mask_blur is not known there; its section is [face_masker]',
    'a.ini [misc] magic is not known',
  ]);
});

test('a line that is neither section nor key is refused with its number', () => {
  assert.throws(() => parseIni('[paths]\nwhat', 'a.ini'), {
    code: 'option-invalid',
    message: /a\.ini, line 2: .* got 'what'/,
  });
  assert.throws(() => parseIni('key = 1', 'a.ini'), { message: /a\.ini, line 1/ });
});

test('the default file may be absent, one that was asked for not', async () => {
  assert.deepEqual(await readIni('/nowhere/facefusion.ini', false), { given: [], notes: [] });
  await assert.rejects(readIni('/nowhere/facefusion.ini', true), {
    code: 'option-invalid',
    message: /--config-path \/nowhere/,
  });
});
