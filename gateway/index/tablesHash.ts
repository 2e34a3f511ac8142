import { createHash } from 'node:crypto'
import { canonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import type { IndexStore } from './indexStore.ts'

/**
 * sha256 over the canonical JSON (RFC 8785) of every event in order, 0x-prefixed. Two indexes of one deployment that have
 * read to the same block have the same, whatever keeps them and however they got there.
 */
export async function tablesHash(store: IndexStore): Promise<string> {
  const hash = createHash('sha256')
  // JSON has no bare line feed, so the events cannot be cut in another way.
  await store.visit({}, (event) => hash.update(canonicalJson(event)).update('\n'))
  return `0x${hash.digest('hex')}`
}
