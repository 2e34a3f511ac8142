import { bytesToHex, concatBytes } from '../crypto/bytes.ts'
import { InvalidInputError } from '../errors/index.ts'
import { type LeafContext, maximumLeaves } from '../merkle/positionalMerkle.ts'
import { createFastKeccak, type Keccak } from './keccak.ts'
import { fillLeaf, leafPreimage } from './packLeaf.ts'

export { packLeafContext } from './packLeaf.ts'

const HASH = 32
/** Packs between two looks at the signal and calls of onProgress: some 50 ms. */
const CHUNK = 8192

/** The nodes of a tree, wherever they are kept: node k of a level is bytes [32k, 32k + 32) of it. */
export interface PackTree {
  /** 32 bytes, 0x-prefixed. */
  readonly root: string
  /** ceil(log2(size)). */
  readonly depth: number
  /** Packs, without padding. */
  readonly size: number
  /** Of each level from the leaves up, the nodes over at least one pack. */
  readonly levels: readonly Uint8Array[]
  /**
   * Siblings of the pack from the leaf up to the node of `level` above it; all the way up where none is given.
   * @throws InvalidInputError MERKLE_TREE_INVALID where there is no such pack or level
   */
  proof(index: number, level?: number): string[]
  /** @throws InvalidInputError MERKLE_TREE_INVALID where the node is over no pack */
  node(level: number, position: number): string
  /** Siblings of a node up to the root. @throws as {@link PackTree.node} */
  nodeProof(level: number, position: number): string[]
}

export interface PackTreeOptions {
  readonly context: LeafContext
  /** Packs: 1 to 2^24. */
  readonly size: number
  /** The 32 bytes of {@link packBody} of a pack. Read before the next call. */
  readonly bodyAt: (index: number) => Uint8Array
  /** Packs done so far. */
  readonly onProgress?: (packs: number) => void
  readonly signal?: AbortSignal
}

/**
 * The positional tree of sdk/merkle, in flat arrays and hashed by WebAssembly: 64 bytes a pack.
 * @throws InvalidInputError MERKLE_TREE_INVALID, BYTES_INVALID; what the signal was aborted with
 */
export async function buildPackTree(options: PackTreeOptions): Promise<PackTree> {
  const { context, size, bodyAt, onProgress, signal } = options
  requireSize(size)
  const keccak = await createFastKeccak()
  const leaves = new Uint8Array(size * HASH)
  const preimage = leafPreimage(context)
  for (let index = 0; index < size; index++) {
    if (index % CHUNK === 0) await pause(index, signal, onProgress)
    const body = bodyAt(index)
    if (body.length !== HASH) throw fault('The body of a pack has 32 bytes.')
    fillLeaf(preimage, index, body)
    leaves.set(keccak(preimage), index * HASH)
  }
  const levels: Uint8Array[] = [leaves]
  const empties = emptyNodes(depthOf(size), keccak)
  for (let level = 0; level < empties.length - 1; level++) {
    const below = levels[level] as Uint8Array
    if (below.length > CHUNK * HASH) await pause(size, signal, onProgress)
    levels.push(nodesAbove(below, empties[level] as Uint8Array, keccak))
  }
  return treeOf(size, levels, empties)
}

function treeOf(size: number, levels: readonly Uint8Array[], empties: readonly Uint8Array[]): PackTree {
  const depth = levels.length - 1
  const find = (level: number, position: number) => {
    const nodes = levels[level]
    const start = position * HASH
    return nodes && start < nodes.length ? nodes.subarray(start, start + HASH) : empties[level]
  }
  const requireNode = (level: number, position: number) => {
    const isThere = [level, position].every((value) => Number.isInteger(value) && value >= 0)
    if (!isThere || level > depth || position * 2 ** level >= size) throw fault('The tree has no such node.')
  }
  const hex = (level: number, position: number) => bytesToHex(find(level, position) as Uint8Array)
  const siblings = (level: number, position: number, top: number) => {
    requireNode(level, position)
    if (!Number.isInteger(top) || top < level || top > depth) throw fault('The tree has no such level above.')
    return Array.from({ length: top - level }, (_, step) =>
      hex(level + step, Math.floor(position / 2 ** step) ^ 1),
    )
  }
  return {
    root: hex(depth, 0),
    depth,
    size,
    levels,
    proof: (index, level = depth) => siblings(0, index, level),
    node(level, position) {
      requireNode(level, position)
      return hex(level, position)
    },
    nodeProof: (level, position) => siblings(level, position, depth),
  }
}

function nodesAbove(below: Uint8Array, empty: Uint8Array, keccak: Keccak): Uint8Array {
  const count = below.length / HASH
  const above = new Uint8Array(Math.ceil(count / 2) * HASH)
  const preimage = new Uint8Array(1 + 2 * HASH)
  preimage[0] = 1
  for (let left = 0; left < count; left += 2) {
    preimage.set(below.subarray(left * HASH, (left + 2) * HASH), 1)
    if (left + 1 === count) preimage.set(empty, 1 + HASH)
    above.set(keccak(preimage), left * (HASH / 2))
  }
  return above
}

/** Of each level, the node over nothing but padding. */
function emptyNodes(depth: number, keccak: Keccak): Uint8Array[] {
  const empties = [keccak(Uint8Array.of(2))]
  for (let level = 0; level < depth; level++) {
    const below = empties[level] as Uint8Array
    empties.push(keccak(concatBytes(Uint8Array.of(1), below, below)))
  }
  return empties
}

async function pause(packs: number, signal?: AbortSignal, onProgress?: (packs: number) => void) {
  signal?.throwIfAborted()
  onProgress?.(packs)
  await new Promise((resolve) => setTimeout(resolve, 0))
}

function requireSize(size: number): void {
  if (!Number.isInteger(size) || size < 1 || size > maximumLeaves) {
    throw fault(`A batch has 1 to ${maximumLeaves} packs.`)
  }
}

/** Depth of the smallest tree that holds so many packs. */
export const depthOf = (size: number): number => 32 - Math.clz32(size - 1)

const fault = (message: string) => new InvalidInputError('MERKLE_TREE_INVALID', message)
