import type { CID } from 'multiformats/cid'
import { mapInOrder } from '../crypto/mapInOrder.ts'
import { IntegrityError, RefusedError } from '../errors/index.ts'
import { rawCode, verifyBlock } from './block.ts'
import type { BlockReader, Blockstore } from './blockstore.ts'
import type { StoreOptions } from './contentStore.ts'
import { type FilePart, readFileNode } from './fileDag.ts'
import type { PinSet } from './pins.ts'

export interface ScrubOptions extends StoreOptions {
  /** Where sound copies may be had. */
  repairFrom?: BlockReader
  /** Called after each block with the blocks looked at so far. */
  onProgress?: (blocks: number) => void
}

/** A block that is not as it must be. */
export interface BlockFault {
  cid: string
  /** A sound copy was found, checked and written. */
  repaired: boolean
}

export interface ScrubReport {
  /** Blocks held. */
  blocks: number
  /** Their bytes, those of corrupt ones left out. */
  bytes: number
  /** Pinned roots. */
  pins: number
  /** Held blocks whose bytes do not match their hash. */
  corrupt: BlockFault[]
  /** Blocks that a pin needs and that are not held. What is below a missing inner node is not known. */
  missing: BlockFault[]
}

// Enough to read from the disk while others are hashed.
const blocksAtOnce = 4

/**
 * Checks the hash of every block held, and that every block that a pin needs is held; repairs what another store has
 * a sound copy of. The other store is not trusted: a copy is checked before it is written.
 *
 * @throws IntegrityError CONTENT_INVALID when a pin is not of a file; RefusedError STORE_DENIED, UnavailableError when
 * either store does not answer; the signal's reason. What was repaired before stays repaired.
 */
export async function scrub(
  blocks: Blockstore,
  pins: PinSet,
  options: ScrubOptions = {},
): Promise<ScrubReport> {
  const report: ScrubReport = { blocks: 0, bytes: 0, pins: 0, corrupt: [], missing: [] }
  let looked = 0
  const look = async (cid: CID) => ({ cid, found: await lookAt(blocks, cid, options) })
  for await (const { cid, found } of mapInOrder(blocks.list(options), blocksAtOnce, look)) {
    options.onProgress?.(++looked)
    if (found === 'gone') continue
    report.blocks += 1
    if (found === 'corrupt') {
      report.corrupt.push({ cid: cid.toString(), repaired: await repair(blocks, cid, options) })
    } else report.bytes += found
  }
  const seen = new Set<string>()
  for await (const root of pins.list()) {
    report.pins += 1
    await completePart(blocks, { cid: root, offset: 0 }, 0, seen, report, options)
  }
  await blocks.sync()
  return report
}

/** How many sound bytes a block has, or what is wrong. It may be collected while the scrub goes on. */
async function lookAt(
  blocks: Blockstore,
  cid: CID,
  options: ScrubOptions,
): Promise<number | 'corrupt' | 'gone'> {
  try {
    return (await blocks.get(cid, { signal: options.signal })).length
  } catch (error) {
    if (error instanceof IntegrityError) return 'corrupt'
    if (isMissing(error)) return 'gone'
    throw error
  }
}

async function completePart(
  blocks: Blockstore,
  part: FilePart,
  depth: number,
  seen: Set<string>,
  report: ScrubReport,
  options: ScrubOptions,
): Promise<void> {
  options.signal?.throwIfAborted()
  const name = part.cid.toString()
  if (seen.has(name)) return
  seen.add(name)
  if (!(await blocks.has(part.cid, options))) {
    const repaired = await repair(blocks, part.cid, options)
    report.missing.push({ cid: name, repaired })
    if (!repaired) return
  }
  if (part.cid.code === rawCode) return
  for (const child of await childrenOf(blocks, part, depth, options)) {
    await completePart(blocks, child, depth + 1, seen, report, options)
  }
}

async function childrenOf(
  blocks: Blockstore,
  part: FilePart,
  depth: number,
  options: ScrubOptions,
): Promise<FilePart[]> {
  try {
    return (await readFileNode(blocks, part, depth, options)).children
  } catch (error) {
    // Reported as corrupt already, and not repaired.
    if (error instanceof IntegrityError && error.code === 'BLOCK_CORRUPT') return []
    throw error
  }
}

async function repair(blocks: Blockstore, cid: CID, { repairFrom, signal }: ScrubOptions): Promise<boolean> {
  if (repairFrom === undefined) return false
  let bytes: Uint8Array
  try {
    bytes = await repairFrom.get(cid, { signal })
    await verifyBlock(cid, bytes, 'the store to repair from')
  } catch (error) {
    if (error instanceof IntegrityError || isMissing(error)) return false
    throw error
  }
  await blocks.put(cid, bytes, { signal })
  return true
}

function isMissing(error: unknown): boolean {
  return error instanceof RefusedError && error.code === 'BLOCK_NOT_FOUND'
}
