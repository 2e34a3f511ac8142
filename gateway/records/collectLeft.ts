import type { GatewayContext } from '../context.ts'

/**
 * Deletes the ciphertext that no record names any more: who holds a key of an old epoch must not find what it opens. What a
 * crash leaves is still on the list.
 * @returns how many contents
 */
export async function collectLeft({ content, store }: GatewayContext): Promise<number> {
  const left = store.garbage()
  if (left.length === 0) return 0
  for (const cid of left) await content.unpin(cid)
  await content.collectGarbage()
  store.forgetGarbage(left)
  return left.length
}
