import type { CID } from 'multiformats/cid'
import { RefusedError } from '../errors/index.ts'
import { rawCode } from './block.ts'
import type { BlockReader } from './blockstore.ts'
import type { StoreOptions } from './contentStore.ts'
import { type FilePart, readFileNode } from './fileDag.ts'

/** Whether every block of a file is held. Inner nodes are read and checked; leaves are only looked up. */
export async function hasContent(
  blocks: BlockReader,
  root: CID,
  options: StoreOptions = {},
): Promise<boolean> {
  try {
    return await hasPart(blocks, { cid: root, offset: 0 }, 0, options)
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'BLOCK_NOT_FOUND') return false
    throw error
  }
}

async function hasPart(
  blocks: BlockReader,
  part: FilePart,
  depth: number,
  options: StoreOptions,
): Promise<boolean> {
  options.signal?.throwIfAborted()
  if (part.cid.code === rawCode) return blocks.has(part.cid, options)
  const { children } = await readFileNode(blocks, part, depth, options)
  for (const child of children) {
    if (!(await hasPart(blocks, child, depth + 1, options))) return false
  }
  return true
}
