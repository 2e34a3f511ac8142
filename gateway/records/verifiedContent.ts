import { createSha256 } from '#sha256'
import { bytesToHex } from '../../sdk/crypto/bytes.ts'
import type { ByteSource } from '../../sdk/crypto/segments.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'

/**
 * The same bytes, which end in an error unless they are as many and hash to what their sender said.
 * @param claimed size in bytes, SHA-256 as 0x-prefixed hexadecimal
 * @throws IntegrityError RECORD_MISMATCH, as soon as there are too many
 */
export async function* verifiedContent(
  content: ByteSource,
  claimed: { readonly size: number; readonly sha256: string },
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createSha256()
  let size = 0
  for await (const chunk of content) {
    size += chunk.length
    if (size > claimed.size) throw mismatch()
    hash.update(chunk)
    yield chunk
  }
  if (size !== claimed.size || bytesToHex(hash.digest()) !== claimed.sha256) throw mismatch()
}

const mismatch = () =>
  new IntegrityError(
    'RECORD_MISMATCH',
    'The content does not have the size and the SHA-256 that were stated. Send it again.',
  )
