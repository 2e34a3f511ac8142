import { IntegrityError } from '../errors/index.ts'
import type { RecordManifest } from '../records/manifest.ts'
import { sha256 } from '../records/sha256.ts'
import { type Check, check } from './check.ts'

/** Checks a record's plaintext, which its holder has, against the manifest that the commitment binds. */
export function auditContent(
  { size, sha256: expected }: RecordManifest,
  content: Uint8Array,
): Promise<Check> {
  return check('Content matches the manifest', async () => {
    if (content.length !== size) {
      throw new IntegrityError(
        'RECORD_MISMATCH',
        `The content has ${content.length} bytes; the manifest says ${size}.`,
      )
    }
    if ((await sha256(content)) !== expected) {
      throw new IntegrityError('RECORD_MISMATCH', 'The content has another SHA-256 than the manifest says.')
    }
    return { sha256: expected, bytes: size }
  })
}
