import type { CID } from 'multiformats/cid'
import { rawCode } from './block.ts'
import type { Blockstore } from './blockstore.ts'
import type { StoreOptions } from './contentStore.ts'
import { type FilePart, readFileNode } from './fileDag.ts'
import type { Sweep } from './liveBlocks.ts'
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
 * @param sweep deletes a block unless something under way counts on it.
 * @throws as readFileNode; the signal's reason.
 */
export async function collectGarbage(
  blocks: Blockstore,
  pins: PinSet,
  sweep: Sweep,
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
  let removed = 0
  for (const cid of garbage) {
    if (await sweep(cid, () => blocks.delete(cid, options))) removed += 1
    else kept += 1
  }
  await blocks.sync()
  return { kept, removed }
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
