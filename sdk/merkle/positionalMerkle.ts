import { AbiCoder, getAddress, keccak256 } from 'ethers'
import { bytesToHex, concatBytes, equalBytes, hexToBytes } from '../crypto/bytes.ts'
import { InvalidInputError } from '../errors/index.ts'

/*
 * The positional tree of contracts/libraries/PositionalMerkle.sol, byte for byte:
 *
 *   leaf    = keccak256(0x00 ‖ abi.encode(type, chainId, contract, tree, index, body))
 *   node    = keccak256(0x01 ‖ left ‖ right)
 *   padding = keccak256(0x02), the leaf at every index from the size up to 2^depth
 *
 * Bit k of the index says whether the node at level k is a right child. The three prefixes keep leaves, nodes and
 * padding apart (RFC 6962 section 2.1 does so for leaves and nodes).
 */
const leafPrefix = Uint8Array.of(0)
const nodePrefix = Uint8Array.of(1)
const paddingLeaf = hexToBytes(keccak256('0x02'))

/** Levels above the leaves that a tree may have. */
export const maximumDepth = 32

/** Leaves that one tree may have: what fits in memory with room to spare. */
export const maximumLeaves = 2 ** 24

/** What a leaf is bound to besides its place and body. */
export interface LeafContext {
  /** 32 bytes, 0x-prefixed: the kind of thing the tree holds. */
  type: string
  chainId: bigint
  /** Address of the contract that keeps the root. */
  contract: string
  /** 32 bytes, 0x-prefixed: which of the contract's trees. */
  tree: string
}

export interface PositionalTree {
  /** 32 bytes, 0x-prefixed. */
  readonly root: string
  /** ceil(log2(size)); 0 for one leaf. */
  readonly depth: number
  /** Number of leaves without padding. */
  readonly size: number
  /** The siblings from the leaf up: `depth` values of 32 bytes. @throws InvalidInputError MERKLE_TREE_INVALID */
  proof(index: number): string[]
}

export interface PositionalProof {
  root: string
  depth: number
  context: LeafContext
  index: number | bigint
  /** 32 bytes, 0x-prefixed. */
  body: string
  proof: readonly string[]
}

/**
 * The hash of one leaf, 0x-prefixed.
 *
 * @throws InvalidInputError MERKLE_TREE_INVALID when a field has the wrong form.
 */
export function merkleLeaf(context: LeafContext, index: number | bigint, body: string): string {
  return bytesToHex(leafHash(context, index, body))
}

/**
 * @param bodies the leaves' bodies in order, 32 bytes each, 0x-prefixed; 1 to 2^24 of them.
 * @throws InvalidInputError MERKLE_TREE_INVALID
 */
export function buildPositionalTree(context: LeafContext, bodies: readonly string[]): PositionalTree {
  const size = bodies.length
  if (size === 0) throw new InvalidInputError('MERKLE_TREE_INVALID', 'A Merkle tree needs at least one leaf.')
  if (size > maximumLeaves) {
    throw new InvalidInputError(
      'MERKLE_TREE_INVALID',
      `A Merkle tree holds at most ${maximumLeaves} leaves, not ${size}.`,
    )
  }
  const depth = 32 - Math.clz32(size - 1)
  // levels[k] holds the nodes at level k that are over at least one real leaf; padding[k] stands for the others.
  const levels: Uint8Array[][] = [bodies.map((body, index) => leafHash(context, index, body))]
  const padding: Uint8Array[] = [paddingLeaf]
  for (let level = 0; level < depth; level++) {
    const below = levels[level] ?? []
    const empty = padding[level] ?? paddingLeaf
    const above: Uint8Array[] = []
    for (let left = 0; left < below.length; left += 2) {
      above.push(nodeHash(below[left] ?? empty, below[left + 1] ?? empty))
    }
    levels.push(above)
    padding.push(nodeHash(empty, empty))
  }
  const root = levels[depth]?.[0]
  if (root === undefined) throw new InvalidInputError('MERKLE_TREE_INVALID', 'The Merkle tree has no root.')

  return {
    root: bytesToHex(root),
    depth,
    size,
    proof(index) {
      if (!Number.isInteger(index) || index < 0 || index >= size) {
        throw new InvalidInputError(
          'MERKLE_TREE_INVALID',
          `Leaf ${index} is not in a tree of ${size} leaves.`,
        )
      }
      return padding.slice(0, depth).map((empty, level) => {
        const sibling = (index >>> level) ^ 1
        return bytesToHex(levels[level]?.[sibling] ?? empty)
      })
    },
  }
}

/** Whether the body is the leaf at this index of this tree. Malformed values give false, as in the contract. */
export function verifyPositionalProof(claim: PositionalProof): boolean {
  const { depth, proof } = claim
  if (!Number.isInteger(depth) || depth < 0 || depth > maximumDepth || proof.length !== depth) return false
  try {
    const index = BigInt(claim.index)
    if (index < 0n || index >= 1n << BigInt(depth)) return false
    let node = leafHash(claim.context, index, claim.body)
    for (const [level, text] of proof.entries()) {
      const sibling = hexToBytes(text, 32)
      const isRight = (index >> BigInt(level)) & 1n
      node = isRight ? nodeHash(sibling, node) : nodeHash(node, sibling)
    }
    return equalBytes(node, hexToBytes(claim.root, 32))
  } catch {
    return false
  }
}

function leafHash(context: LeafContext, index: number | bigint, body: string): Uint8Array {
  let encoded: string
  try {
    encoded = AbiCoder.defaultAbiCoder().encode(
      ['bytes32', 'uint256', 'address', 'bytes32', 'uint256', 'bytes32'],
      [context.type, context.chainId, getAddress(context.contract), context.tree, index, body],
    )
  } catch (cause) {
    throw new InvalidInputError('MERKLE_TREE_INVALID', `Leaf ${index} has a field of the wrong form.`, {
      cause,
    })
  }
  return hexToBytes(keccak256(concatBytes(leafPrefix, hexToBytes(encoded))))
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return hexToBytes(keccak256(concatBytes(nodePrefix, left, right)))
}
