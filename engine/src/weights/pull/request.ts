import { EngineError, throwIfCanceled } from '../../errors.ts';
import { codeOf } from '../folder/failure.ts';

/** How files are fetched, and with how much patience. */
export interface Network {
  readonly fetch: typeof fetch;
  /** Until a server answers, redirects included. */
  readonly connectMs: number;
  /** Between two pieces of a file. */
  readonly stallMs: number;
  /** Attempts in a row that bring nothing before a source is given up. */
  readonly tries: number;
  /** Wait after the first failure; doubled after each. */
  readonly backoffMs: number;
}

export const patientNetwork: Network = { fetch, connectMs: 15_000, stallMs: 30_000, tries: 4, backoffMs: 500 };

/** What a server answers; disposing leaves what was not read. */
export interface Answer extends Disposable {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Failures of the network that are the same a second later. */
const lasting: readonly string[] = [
  'ENOTFOUND',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_NOT_SUPPORTED',
];

/**
 * Asks for a file. Every failure is `download-failed` with a short reason, `retryable` when the same source may do better a second
 * later; or `canceled`.
 */
export async function request(
  url: string,
  headers: Readonly<Record<string, string>>,
  network: Network,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const impatience = new AbortController();
  const stop = AbortSignal.any([impatience.signal, ...(signal === undefined ? [] : [signal])]);
  const soon = async <T>(work: Promise<T>, limitMs: number, missing: string): Promise<T> => {
    const late = new EngineError('download-failed', `${missing} for ${limitMs / 1000} s`, { retryable: true });
    const timer = setTimeout(() => impatience.abort(late), limitMs);
    try {
      return await work;
    } catch (cause) {
      throwIfCanceled(signal, 'the download');
      throw impatience.signal.aborted ? late : failureOf(cause);
    } finally {
      clearTimeout(timer);
    }
  };
  // A compressed body could not be resumed in the middle.
  const init = { headers: { ...headers, 'accept-encoding': 'identity' }, signal: stop, redirect: 'follow' } as const;
  const response = await soon(network.fetch(url, init), network.connectMs, 'no answer');
  const body = async function* () {
    const reader = response.body?.getReader();
    while (reader !== undefined) {
      const { done, value } = await soon(reader.read(), network.stallMs, 'no data');
      if (done) return;
      yield value;
    }
  };
  const { status, headers: answered } = response;
  return { status, headers: answered, body: body(), [Symbol.dispose]: () => impatience.abort() };
}

/** Why nothing useful came with this status; undefined for a file or a part of one. */
export function refusalOf({ status, headers }: Answer): EngineError | undefined {
  if (status !== 200 && status !== 206) {
    const again = status === 408 || status === 425 || status === 429 || status >= 500;
    return new EngineError('download-failed', `it answers ${status}`, { retryable: again });
  }
  const page = headers.get('content-type')?.startsWith('text/html') ?? false;
  // What a hotel's or a company's network puts in the place of every file.
  return page ? new EngineError('download-failed', 'it answers with a web page') : undefined;
}

function failureOf(cause: unknown): EngineError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const code = codeOf(inner);
  const reason = inner instanceof Error ? inner.message || code : String(inner);
  const again = !lasting.includes(code) && !/CERT|SSL|TLS/.test(code);
  return new EngineError('download-failed', reason, { cause, retryable: again });
}
