import { open } from 'node:fs/promises'
import { InvalidInputError } from '../../errors/index.ts'

/**
 * Reads a file that a user named. Its size is checked before a byte is read, and never more than the limit is read
 * even when the file grows meanwhile.
 *
 * @param limit bytes
 * @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE
 */
export async function readInputFile(path: string, limit: number): Promise<Uint8Array> {
  const file = await open(path).catch((cause: unknown) => {
    throw new InvalidInputError('INPUT_NOT_FOUND', `${path} does not exist or cannot be read.`, { cause })
  })
  try {
    const status = await file.stat()
    if (!status.isFile()) throw new InvalidInputError('INPUT_NOT_FOUND', `${path} is not a file.`)
    if (status.size > limit) {
      throw new InvalidInputError(
        'INPUT_TOO_LARGE',
        `${path} has ${status.size} bytes; at most ${limit} are read.`,
      )
    }
    const buffer = new Uint8Array(status.size + 1)
    let length = 0
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    if (length > status.size) {
      throw new InvalidInputError('INPUT_NOT_FOUND', `${path} changed while it was read; try again.`)
    }
    return buffer.subarray(0, length)
  } finally {
    await file.close()
  }
}
