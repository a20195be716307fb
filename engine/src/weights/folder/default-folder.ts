import { posix, win32 } from 'node:path';

/** Where models live unless the user says otherwise: the platform's cache folder. */
export function defaultModelFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  if (platform === 'win32') {
    return win32.join(environment['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local'), 'mirrorworks', 'models');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Caches', 'mirrorworks', 'models');
  const cache = environment['XDG_CACHE_HOME'];
  // The XDG base directory specification tells us to ignore a relative path.
  const base = cache !== undefined && posix.isAbsolute(cache) ? cache : posix.join(home, '.cache');
  return posix.join(base, 'mirrorworks', 'models');
}
