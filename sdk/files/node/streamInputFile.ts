import { createReadStream } from 'node:fs'
import { InvalidInputError } from '../../errors/index.ts'

const PIECE = 1024 * 1024

/** The bytes of a file that a user named, a piece at a time. @throws InvalidInputError INPUT_NOT_FOUND, as it is read */
export async function* streamInputFile(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* createReadStream(path, { highWaterMark: PIECE })
  } catch (cause) {
    throw new InvalidInputError('INPUT_NOT_FOUND', `${path} does not exist or cannot be read.`, { cause })
  }
}
