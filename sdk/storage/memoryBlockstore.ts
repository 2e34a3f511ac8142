import { missingBlock, parseCid, verifyBlock } from './block.ts'
import type { Blockstore } from './blockstore.ts'

const name = 'the memory store'

/** Blocks in memory: for the browser and for tests. */
export function memoryBlockstore(): Blockstore {
  const blocks = new Map<string, Uint8Array>()
  return {
    async get(cid, options) {
      options?.signal?.throwIfAborted()
      const bytes = blocks.get(cid.toString())
      if (bytes === undefined) throw missingBlock(cid, name)
      await verifyBlock(cid, bytes, name)
      return bytes
    },
    async has(cid) {
      return blocks.has(cid.toString())
    },
    async put(cid, bytes, options) {
      options?.signal?.throwIfAborted()
      blocks.set(cid.toString(), bytes.slice())
    },
    async delete(cid) {
      blocks.delete(cid.toString())
    },
    async *list() {
      for (const text of [...blocks.keys()]) yield parseCid(text)
    },
    async sync() {},
  }
}
