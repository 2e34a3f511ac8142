import { createSha256 } from '#sha256'
import { bytesToHex } from '../crypto/bytes.ts'
import type { ByteSource } from '../crypto/segments.ts'
import { IntegrityError } from '../errors/index.ts'
import type { RecordManifest } from '../records/manifest.ts'
import { type Check, check } from './check.ts'

/** Checks a record's plaintext, which its holder has, against the manifest that the commitment binds. */
export function auditContent(
  { size, sha256: expected }: RecordManifest,
  content: ByteSource,
): Promise<Check> {
  return check('Content matches the manifest', async () => {
    const hash = createSha256()
    let bytes = 0
    for await (const chunk of content) {
      hash.update(chunk)
      bytes += chunk.length
    }
    if (bytes !== size) {
      throw new IntegrityError(
        'RECORD_MISMATCH',
        `The content has ${bytes} bytes; the manifest says ${size}.`,
      )
    }
    if (bytesToHex(hash.digest()) !== expected) {
      throw new IntegrityError('RECORD_MISMATCH', 'The content has another SHA-256 than the manifest says.')
    }
    return { sha256: expected, bytes: size }
  })
}
