import { readFile, rm, stat, writeFile } from 'node:fs/promises';

/** What was fetched of a file so far, and of which file. */
export interface Part {
  /** Bytes that are there; 0 when nothing can be gone on with. */
  readonly bytes: number;
  /** Whose answer the last bytes came from. */
  readonly url: string;
  /** A strong validator of that server, or empty. */
  readonly etag: string;
  /** Bytes of the whole file. */
  readonly size: number | undefined;
}

const nothing: Part = { bytes: 0, url: '', etag: '', size: undefined };

function notesFile(path: string): string {
  return `${path}.json`;
}

/** The part at `path`. One whose notes are lost, or whose whole size nobody said, is begun anew. */
export async function readPart(path: string): Promise<Part> {
  try {
    const [{ size: bytes }, text] = await Promise.all([stat(path), readFile(notesFile(path), 'utf8')]);
    const { url, etag, size }: Partial<Part> = JSON.parse(text);
    if (typeof url !== 'string' || typeof etag !== 'string' || typeof size !== 'number' || bytes > size) return nothing;
    return { bytes, url, etag, size };
  } catch {
    // Nothing was fetched yet, or what was cannot be trusted.
    return nothing;
  }
}

/** Notes which file the part is of, for a later attempt. */
export async function notePart(path: string, { url, etag, size }: Omit<Part, 'bytes'>): Promise<void> {
  await writeFile(notesFile(path), JSON.stringify({ url, etag, size }));
}

export async function removePart(path: string): Promise<void> {
  await Promise.all([rm(path, { force: true }), removeNotes(path)]);
}

/** For a part that became the file itself. */
export async function removeNotes(path: string): Promise<void> {
  await rm(notesFile(path), { force: true });
}
