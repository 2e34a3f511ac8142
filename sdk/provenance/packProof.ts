import { equalBytes, hexToBytes } from '../crypto/bytes.ts'
import { type Keccak, plainKeccak } from './keccak.ts'
import { packHasher } from './packBody.ts'
import type { PackIdentity } from './packIdentity.ts'
import { fillLeaf, leafPreimage, packLeafContext } from './packLeaf.ts'
import { MAXIMUM_DEPTH } from './unit.ts'

/** A pack, and what is to show that it is one of a batch's. */
export interface PackProof {
  readonly chainId: number
  readonly contract: string
  readonly batchId: string
  readonly index: number
  readonly identity: PackIdentity
  /** Of this pack: `packSalt`. */
  readonly salt: string
  readonly root: string
  readonly depth: number
  /** Siblings from the leaf up. */
  readonly proof: readonly string[]
}

/**
 * Whether the pack is the leaf at this index of the tree of this root: what `verifyPositionalProof` of sdk/merkle says of its
 * body, on bytes alone. Whose root it is, is for the chain to say. Malformed values give false.
 *
 * @param keccak `createFastKeccak` gives a faster one, for many packs
 */
export function isProven(pack: PackProof, keccak: Keccak = plainKeccak): boolean {
  const { chainId, contract, batchId, index, identity, depth, proof } = pack
  const isPlace =
    Number.isInteger(depth) && depth >= 0 && depth <= MAXIMUM_DEPTH && index >= 0 && index < 2 ** depth
  if (!isPlace || !Number.isInteger(index) || proof.length !== depth) return false
  try {
    const leaf = leafPreimage(packLeafContext(chainId, contract, batchId))
    fillLeaf(leaf, index, packHasher(keccak).body(identity, hexToBytes(pack.salt, 32)))
    let node = keccak(leaf)
    const pair = new Uint8Array(65)
    pair[0] = 1
    for (const [level, sibling] of proof.entries()) {
      const isRight = ((index >>> level) & 1) === 1
      pair.set(node, isRight ? 33 : 1)
      pair.set(hexToBytes(sibling, 32), isRight ? 1 : 33)
      node = keccak(pair)
    }
    return equalBytes(node, hexToBytes(pack.root, 32))
  } catch {
    return false
  }
}
