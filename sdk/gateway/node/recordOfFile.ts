import { createSha256 } from '#sha256'
import { bytesToHex } from '../../crypto/bytes.ts'
import { InvalidInputError } from '../../errors/index.ts'
import { streamInputFile } from '../../files/node/streamInputFile.ts'
import type { NewRecord } from '../protocol.ts'

/**
 * A record whose bytes are in a file. It is read twice, to hash and to send, a piece at a time; where it changes in
 * between, the gateway refuses it.
 *
 * @param limit bytes
 * @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE
 */
export async function recordOfFile(
  description: Omit<NewRecord, 'size' | 'sha256' | 'content'>,
  path: string,
  limit: number,
): Promise<NewRecord> {
  const hash = createSha256()
  let size = 0
  for await (const chunk of streamInputFile(path)) {
    size += chunk.length
    if (size > limit) throw new InvalidInputError('INPUT_TOO_LARGE', `${path} has more than ${limit} bytes.`)
    hash.update(chunk)
  }
  return { ...description, size, sha256: bytesToHex(hash.digest()), content: () => streamInputFile(path) }
}
