import { UnavailableError } from '../../sdk/errors/index.ts'

/**
 * Gives work a signal that aborts with `signal`, or after a time. Not AbortSignal.any: what that hangs on a signal which
 * lives as long as the node stays there (Node 22).
 * @param milliseconds after which the work is told to stop, with UnavailableError MESSAGE_SLOW
 */
export async function withDeadline<T>(
  signal: AbortSignal,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController()
  const stop = () => own.abort(signal.reason)
  const timer = setTimeout(() => {
    own.abort(new UnavailableError('MESSAGE_SLOW', 'One try at a request took too long. It is tried again.'))
  }, milliseconds)
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    return await work(own.signal)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}
