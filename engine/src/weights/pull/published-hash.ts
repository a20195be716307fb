import { parseHash } from '../folder/files.ts';
import { patiently } from './patience.ts';
import { type Network, refusalOf, request } from './request.ts';

/** A checksum and room for line ends. */
const MAX_BYTES = 64;

/**
 * The CRC-32 that a source publishes in a `.hash` file; undefined when it has none, or another thing in its place.
 * Error: `download-failed` when the source cannot be reached; `canceled`.
 */
export async function readPublishedHash(
  url: string,
  network: Network,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  return patiently(network, signal, () => readHash(url, network, signal));
}

async function readHash(url: string, network: Network, signal: AbortSignal | undefined): Promise<string | undefined> {
  using answer = await request(url, {}, network, signal);
  const refusal = refusalOf(answer);
  if (refusal?.retryable) throw refusal;
  if (refusal !== undefined) return undefined;
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of answer.body) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MAX_BYTES) return undefined;
  }
  return parseHash(Buffer.concat(pieces).toString('latin1'));
}
