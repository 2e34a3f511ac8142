import { createHash } from 'node:crypto'
import type { IncrementalHash } from '../incrementalHash.ts'

/** SHA-256 of pieces by Node's own OpenSSL: `#sha256` in package.json chooses. */
export function createSha256(): IncrementalHash {
  const hash = createHash('sha256')
  return {
    update(bytes) {
      hash.update(bytes)
    },
    digest: () => new Uint8Array(hash.digest()),
  }
}
