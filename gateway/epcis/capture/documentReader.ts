import { Worker } from 'node:worker_threads'
import { type ErrorCode, InvalidInputError, UnavailableError } from '../../../sdk/errors/index.ts'
import { createMutex } from '../../mutex.ts'
import { captureLimits } from '../limits.ts'
import type { ErrorBehaviour, ReadDocument } from './readDocument.ts'

export interface ReadTask {
  readonly bytes: Uint8Array
  readonly behaviour: ErrorBehaviour
}

export type ReadAnswer =
  | { readonly document: ReadDocument }
  | { readonly refused: { readonly code: ErrorCode; readonly message: string } }

/** Reads documents in a thread of its own: a large one takes seconds, in which the gateway answers others. */
export interface DocumentReader {
  /**
   * One after another. @throws InvalidInputError as {@link readDocument}; UnavailableError RATE_LIMITED where too many wait
   */
  read(bytes: Uint8Array, behaviour: ErrorBehaviour): Promise<ReadDocument>
  close(): Promise<void>
}

/** MiB of memory of the thread: a document at the limits takes about a third. */
const MEMORY = 1_024

export function createDocumentReader(): DocumentReader {
  const inTurn = createMutex()
  let waiting = 0
  let thread: Worker | undefined
  let isClosed = false

  const running = (): Worker => {
    if (isClosed) throw new UnavailableError('STORE_UNAVAILABLE', 'The gateway is closing.')
    if (thread) return thread
    const started = new Worker(new URL('./readerThread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY },
    })
    // A thread that waits for work does not keep the process alive.
    started.unref()
    started.once('exit', () => {
      if (thread === started) thread = undefined
    })
    thread = started
    return started
  }

  return {
    async read(bytes, behaviour) {
      if (waiting >= captureLimits.maximumWaiting) {
        throw new UnavailableError(
          'RATE_LIMITED',
          'Too many documents are being captured. Send it again later.',
        )
      }
      waiting++
      try {
        const answer = await inTurn(() => ask(running(), { bytes, behaviour }))
        if ('document' in answer) return answer.document
        throw new InvalidInputError(answer.refused.code, answer.refused.message)
      } finally {
        waiting--
      }
    },
    async close() {
      isClosed = true
      await thread?.terminate()
    },
  }
}

/** A thread that dies over a document, for lack of memory say, is replaced for the next one. */
function ask(thread: Worker, task: ReadTask): Promise<ReadAnswer> {
  return new Promise((resolve, reject) => {
    const stop = (settle: () => void) => {
      thread.off('message', onMessage).off('error', onError).off('exit', onExit)
      settle()
    }
    const fail = (cause?: unknown) =>
      reject(
        new UnavailableError(
          'STORE_UNAVAILABLE',
          'The document could not be read. Send fewer events at once.',
          {
            cause,
          },
        ),
      )
    const onMessage = (answer: ReadAnswer) => stop(() => resolve(answer))
    const onError = (cause: unknown) => stop(() => fail(cause))
    const onExit = () => stop(() => fail())
    thread.on('message', onMessage).on('error', onError).on('exit', onExit)
    thread.postMessage(task)
  })
}
