import { setTimeout as delay } from 'node:timers/promises';
import { EngineError, throwIfCanceled } from '../../errors.ts';
import type { Network } from './request.ts';

/**
 * Tries again, later each time, what failed and may do better a second later. `progressed` says whether the last attempt brought
 * something: then the count of attempts begins anew. Throws what the last attempt threw, or `canceled`.
 */
export async function patiently<T>(
  { tries, backoffMs }: Network,
  signal: AbortSignal | undefined,
  attempt: () => Promise<T>,
  progressed: () => Promise<boolean> = async () => false,
): Promise<T> {
  for (let failed = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'download-failed' || !error.retryable) throw error;
      failed = (await progressed()) ? 1 : failed + 1;
      if (failed >= tries) throw error;
      await delay(backoffMs * 2 ** (failed - 1), undefined, { signal }).catch(() => undefined);
      throwIfCanceled(signal, 'the download');
    }
  }
}
