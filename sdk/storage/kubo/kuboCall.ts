import { RefusedError, SalusError } from '../../errors/index.ts'
import type { StoreOptions } from '../contentStore.ts'
import { statusError, storeError } from '../fetchBlock.ts'
import { retry } from '../retry.ts'
import { idleTimeout } from './idleTimeout.ts'
import { isMissingMessage } from './kuboBlocks.ts'
import type { KuboConnection } from './kuboConnection.ts'

/**
 * Makes a call that may be made twice.
 *
 * @param make is given a signal, and says when there was progress: what is limited is silence.
 * @throws as kuboError
 */
export function kuboCall<T>(
  connection: KuboConnection,
  { signal }: StoreOptions,
  make: (signal: AbortSignal, touch: () => void) => Promise<T>,
): Promise<T> {
  const attempt = async () => {
    const idle = idleTimeout(connection.timeoutMs, signal)
    try {
      return await make(idle.signal, idle.touch)
    } catch (error) {
      throw kuboError(error, connection, signal)
    } finally {
      idle.stop()
    }
  }
  return retry(attempt, connection.retries, signal)
}

/** What a failed call means. An abort by the caller keeps the caller's reason. */
export function kuboError(error: unknown, { api }: KuboConnection, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason
  if (error instanceof SalusError) return error
  if (!(error instanceof Error) || !('response' in error)) return storeError(error, api.host)
  if (isMissingMessage(error.message)) {
    return new RefusedError('BLOCK_NOT_FOUND', `The content is not all on the Kubo daemon at ${api.host}.`, {
      cause: error,
    })
  }
  return statusError(error.response instanceof Response ? error.response.status : 500, api.host)
}
