import type { Readable } from 'node:stream'
import { UnavailableError } from '../../../sdk/errors/index.ts'

/**
 * A body's bytes as they come, for as long as they keep coming. Time that the reader takes does not count. The connection
 * stays open whatever happens, for the answer.
 * @param idle milliseconds that the sender may pause
 * @throws UnavailableError MESSAGE_SLOW
 */
export async function* steadyBody(body: Readable, idle: number): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks: AsyncIterator<Uint8Array> = body.iterator({ destroyOnReturn: false })
  try {
    for (;;) {
      const { done, value } = await within(idle, chunks.next())
      if (done) return
      yield value
    }
  } finally {
    // Not waited for: after a pause it waits for the sender.
    chunks.return?.().catch(() => undefined)
  }
}

async function within<T>(milliseconds: number, task: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const seconds = milliseconds / 1000
      reject(
        new UnavailableError('MESSAGE_SLOW', `Nothing came for ${seconds} seconds. Send the record again.`),
      )
    }, milliseconds)
  })
  // Where the silence wins, the task fails later, when the connection ends.
  task.catch(() => undefined)
  return Promise.race([task, silence]).finally(() => clearTimeout(timer))
}
