import { sha256 } from '@noble/hashes/sha2.js'
import type { IncrementalHash } from './incrementalHash.ts'

/** SHA-256 of pieces where there is no Node: `#sha256` in package.json chooses. WebCrypto takes whole inputs only. */
export function createSha256(): IncrementalHash {
  const hash = sha256.create()
  return {
    update(bytes) {
      hash.update(bytes)
    },
    digest: () => hash.digest(),
  }
}
