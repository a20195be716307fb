import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EngineError } from '@mirrorworks/engine/errors';

const PHOTOS = 6;

/**
 * The group photos inside the development dependency `@vladmandic/face-api`, `sample1.jpg` to `sample6.jpg`: 22 faces.
 * An installation without development dependencies does not have them: `option-invalid`.
 */
export function samplePhotos(): string[] {
  const folder = photoFolder();
  return Array.from({ length: PHOTOS }, (_, index) => join(folder, `sample${index + 1}.jpg`));
}

/** One of the sample photos, counted from 1 as in its file name. */
export function samplePhoto(number: number): string {
  const path = samplePhotos()[number - 1];
  if (path === undefined) throw new EngineError('option-invalid', `there are ${PHOTOS} sample photos, not ${number}`);
  return path;
}

function photoFolder(): string {
  try {
    const folder = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'demo');
    if (existsSync(join(folder, 'sample1.jpg'))) return folder;
  } catch {
    // Falls through to the one message for both cases.
  }
  throw new EngineError(
    'option-invalid',
    'the sample photos are not installed (they are a development dependency); name your own files with --source and --target',
  );
}
