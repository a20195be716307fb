import { type FileHandle, open, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EngineError } from '../../errors.ts';
import { folderFailure } from '../folder/failure.ts';
import { notePart, type Part, readPart, removePart } from './part.ts';
import { patiently } from './patience.ts';
import { type Answer, type Network, refusalOf, request } from './request.ts';

/** Bytes that count as progress: a source which brings so much is tried again however often it breaks off. */
const PROGRESS_BYTES = 1 << 20;

export interface DownloadOptions {
  readonly network: Network;
  readonly signal: AbortSignal | undefined;
  /** Bytes that are there, and those of the whole file when the server says so. */
  readonly onBytes: (bytes: number, size: number | undefined) => void;
}

/**
 * Fetches a file into the part at `path`, going on where an earlier attempt ended, be it of another run or from another source.
 *
 * The same server gets its own validator back (RFC 9110, If-Range); another's file must at least have the same size. Whether the
 * whole is right, the caller must check. Answers whether it was put together from several answers.
 *
 * @throws EngineError `download-failed` with a short reason; `disk-full`, `output-unwritable`, `canceled`. The part is kept.
 */
export async function download(url: string, path: string, options: DownloadOptions): Promise<boolean> {
  const there = async () => (await readPart(path)).bytes;
  let last = await there();
  const progressed = async () => {
    const [earlier, now] = [last, await there()];
    last = now;
    return now - earlier >= PROGRESS_BYTES;
  };
  return patiently(options.network, options.signal, () => attempt(url, path, options), progressed);
}

async function attempt(url: string, path: string, options: DownloadOptions): Promise<boolean> {
  const part = await readPart(path);
  if (part.bytes > 0 && part.bytes === part.size) return true;
  using answer = await request(url, rangeOf(part, url), options.network, options.signal);
  const size = await acceptAnswer(answer, part, path, url);
  const start = answer.status === 206 ? part.bytes : 0;
  await receive(answer, start, size, url, path, options);
  return start > 0;
}

function rangeOf({ bytes, etag, url: before }: Part, url: string): Record<string, string> {
  if (bytes === 0) return {};
  const range = `bytes=${bytes}-`;
  return before === url && etag !== '' ? { range, 'if-range': etag } : { range };
}

/** The size of the whole file, as far as this answer says it, when the answer can be used. */
async function acceptAnswer(answer: Answer, part: Part, path: string, url: string): Promise<number | undefined> {
  const { status, headers } = answer;
  const anew = async (reason: string) => {
    await removePart(path);
    return new EngineError('download-failed', reason, { retryable: true });
  };
  if (status === 416 && part.bytes > 0) throw await anew('its file is shorter than what was fetched before');
  const refusal = refusalOf(answer);
  if (refusal !== undefined) throw refusal;
  if ((headers.get('content-encoding') ?? 'identity') !== 'identity') {
    throw new EngineError('download-failed', 'it sends the file compressed');
  }
  if (status === 200) {
    const length = headers.get('content-length');
    return length === null ? undefined : Number(length);
  }
  const [, start, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  const changed = part.url === url && part.etag !== '' && etagOf(headers) !== '' && etagOf(headers) !== part.etag;
  if (Number(start) !== part.bytes || Number(size) !== part.size || changed) {
    throw await anew('its file is another than the one begun');
  }
  return part.size;
}

/** A weak validator does not promise the same bytes. */
function etagOf(headers: Headers): string {
  const etag = headers.get('etag') ?? '';
  return etag.startsWith('"') ? etag : '';
}

async function receive(
  { headers, body }: Answer,
  start: number,
  size: number | undefined,
  url: string,
  path: string,
  { onBytes }: DownloadOptions,
): Promise<void> {
  const folder = dirname(path);
  if (size !== undefined) await requireSpace(folder, size - start);
  const onDisk = async <T>(work: Promise<T>): Promise<T> =>
    work.catch((cause: unknown) => Promise.reject(folderFailure(cause, folder)));
  await using file = await onDisk(open(path, start === 0 ? 'w' : 'r+'));
  await onDisk(notePart(path, { url, etag: etagOf(headers), size }));
  let bytes = start;
  onBytes(bytes, size);
  for await (const piece of body) {
    await onDisk(writeAll(file, piece, bytes));
    bytes += piece.length;
    onBytes(bytes, size);
  }
  if (size !== undefined && bytes < size) {
    throw new EngineError('download-failed', `it broke off at ${bytes} of ${size} bytes`, { retryable: true });
  }
  if (bytes === 0) throw new EngineError('download-failed', 'it sends an empty file');
  await onDisk(file.sync());
  if (size === undefined) await onDisk(notePart(path, { url, etag: etagOf(headers), size: bytes }));
}

/** A nearly full disk takes a piece in part. */
async function writeAll(file: FileHandle, piece: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < piece.length; ) {
    const { bytesWritten } = await file.write(piece, done, piece.length - done, at + done);
    done += bytesWritten;
  }
}

async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bytes <= bavail * bsize) return;
  const message = `the model folder ${folder} has ${bavail * bsize} bytes free, ${bytes} are needed`;
  throw new EngineError('disk-full', message, { data: { folder, bytes } });
}
