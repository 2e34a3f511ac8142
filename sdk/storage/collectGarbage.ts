import type { CID } from 'multiformats/cid'
import { rawCode } from './block.ts'
import type { Blockstore } from './blockstore.ts'
import type { StoreOptions } from './contentStore.ts'
import { type FilePart, readFileNode } from './fileDag.ts'
import type { PinSet } from './pins.ts'

export interface GarbageCollection {
  /** Blocks that stay. */
  kept: number
  /** Blocks that were deleted. */
  removed: number
}

/**
 * Mark and sweep: deletes every block that no pin reaches. When a pinned inner node cannot be read nothing is
 * deleted, because what is below it is not known.
 *
 * The caller must see to it that nothing is added meanwhile; embeddedContentStore does, within one process.
 *
 * @throws as readFileNode; the signal's reason.
 */
export async function collectGarbage(
  blocks: Blockstore,
  pins: PinSet,
  options: StoreOptions = {},
): Promise<GarbageCollection> {
  const reachable = new Set<string>()
  for await (const root of pins.list()) await mark(blocks, { cid: root, offset: 0 }, 0, reachable, options)
  const garbage: CID[] = []
  let kept = 0
  for await (const cid of blocks.list(options)) {
    if (reachable.has(cid.toString())) kept += 1
    else garbage.push(cid)
  }
  for (const cid of garbage) await blocks.delete(cid, options)
  return { kept, removed: garbage.length }
}

async function mark(
  blocks: Blockstore,
  part: FilePart,
  depth: number,
  reachable: Set<string>,
  options: StoreOptions,
): Promise<void> {
  options.signal?.throwIfAborted()
  const text = part.cid.toString()
  if (reachable.has(text)) return
  reachable.add(text)
  if (part.cid.code === rawCode) return
  const { children } = await readFileNode(blocks, part, depth, options)
  for (const child of children) await mark(blocks, child, depth + 1, reachable, options)
}
