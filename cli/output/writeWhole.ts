import { dirname, resolve } from 'node:path'
import { writeDurably } from '../../sdk/storage/node/durableFile.ts'

/**
 * Writes a file that only its owner may read: there whole or not at all. Missing folders are made.
 * @throws UnavailableError STORE_FULL, STORE_UNAVAILABLE; RefusedError STORE_DENIED
 */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const file = resolve(path)
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  await writeDurably(file, bytes, dirname(file))
}
