import { dirname, resolve } from 'node:path'
import { writeDurably } from '../../sdk/storage/node/durableFile.ts'

/**
 * Writes a file that only its owner may read: there whole or not at all, also where a stream ends in an error. Missing
 * folders are made.
 * @throws UnavailableError STORE_FULL, STORE_UNAVAILABLE; RefusedError STORE_DENIED; whatever the stream raises
 */
export async function writeWhole(
  path: string,
  content: Uint8Array | string | AsyncIterable<Uint8Array>,
): Promise<void> {
  const file = resolve(path)
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  await writeDurably(file, bytes, dirname(file))
}
