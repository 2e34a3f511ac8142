import type { BufferImporter, ImporterOptions } from 'ipfs-unixfs-importer'
import { mapInOrder } from '../crypto/mapInOrder.ts'
import { rawCid } from './block.ts'

/** Bytes of a leaf in the profile `unixfs-v1-2025`. */
export const leafBytes = 1_048_576

// Leaves hashed and written at once: the hash of one goes on while the disk works for another.
const leavesAtOnce = 6

type LeafOptions = Required<Pick<ImporterOptions, 'chunker' | 'bufferImporter' | 'blockWriteConcurrency'>>

/**
 * How the importer cuts a stream into leaves and stores them. Its own chunker gathers the pieces of each leaf in a new
 * megabyte and its own writer waits for the slowest leaf of each batch; here a few buffers go round.
 */
export function leafWriter(): LeafOptions {
  const free: Uint8Array[] = []

  async function* cut(source: AsyncIterable<Uint8Array>) {
    let leaf: Uint8Array | undefined
    let filled = 0
    let isEmpty = true
    for await (const chunk of source) {
      for (let taken = 0; taken < chunk.length; ) {
        leaf ??= free.pop() ?? new Uint8Array(leafBytes)
        const part = chunk.subarray(taken, taken + leafBytes - filled)
        leaf.set(part, filled)
        filled += part.length
        taken += part.length
        if (filled < leafBytes) continue
        yield leaf
        isEmpty = false
        leaf = undefined
        filled = 0
      }
    }
    // The file without content has one leaf, an empty one.
    if (leaf !== undefined) yield leaf.subarray(0, filled)
    else if (isEmpty) yield new Uint8Array()
  }

  const store: BufferImporter = async function* (file, blocks) {
    const storeLeaf = async (block: Uint8Array) => {
      const cid = await rawCid(block)
      await blocks.put(cid, block)
      if (block.length === leafBytes) free.push(block)
      return { cid, size: BigInt(block.length), block }
    }
    // The importer reads `block` again only of files with a mode or a time, which these have not.
    for await (const stored of mapInOrder(file.content, leavesAtOnce, storeLeaf)) yield async () => stored
  }

  return { chunker: cut, bufferImporter: store, blockWriteConcurrency: 1 }
}
