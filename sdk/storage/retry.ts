import { UnavailableError } from '../errors/index.ts'

export interface RetryOptions {
  /** Calls at most, the first one included; 3 unless told. */
  attempts?: number
  /** Waits; a test passes one that does not. @throws the signal's reason */
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

const firstPauseMs = 200

/**
 * Calls again what did not answer, with pauses of 0.2 s, 0.8 s, 3.2 s … between. Only for calls that may be made
 * twice: reads, and writes that change nothing the second time.
 *
 * @throws the last UnavailableError; at once whatever else the action raises.
 */
export async function retry<T>(
  action: () => Promise<T>,
  { attempts = 3, sleep = pause }: RetryOptions,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action()
    } catch (error) {
      if (!(error instanceof UnavailableError) || attempt >= attempts) throw error
    }
    await sleep(firstPauseMs * 4 ** (attempt - 1), signal)
  }
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', stop, { once: true })
    if (signal?.aborted) stop()
  })
}
