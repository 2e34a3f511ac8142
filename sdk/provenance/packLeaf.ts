import { id } from 'ethers'
import { hexToBytes, uint32Bytes } from '../crypto/bytes.ts'
import type { LeafContext } from '../merkle/positionalMerkle.ts'

/** `IPackRegistry.PACK_LEAF`. */
export const PACK_LEAF = id('Salus pack')

const WORD = 32
/** Where the last four bytes of the index are, and the body: behind 0x00, type, chain, contract, tree and index. */
const INDEX_AT = 1 + 5 * WORD - 4
const BODY_AT = 1 + 5 * WORD

/** What the leaves of a batch's tree name. */
export const packLeafContext = (
  chainId: bigint | number,
  contract: string,
  batchId: string,
): LeafContext => ({ type: PACK_LEAF, chainId: BigInt(chainId), contract, tree: batchId })

/**
 * The bytes that a leaf is the hash of: 0x00 ‖ abi.encode(type, chainId, contract, tree, index, body), index and body zero.
 * @throws InvalidInputError BYTES_INVALID
 */
export function leafPreimage({ type, chainId, contract, tree }: LeafContext): Uint8Array {
  const preimage = new Uint8Array(1 + 6 * WORD)
  preimage.set(hexToBytes(type, WORD), 1)
  const chain = hexToBytes(`0x${chainId.toString(16).padStart(2 * WORD, '0')}`, WORD)
  preimage.set(chain, 1 + WORD)
  preimage.set(hexToBytes(contract, 20), 1 + 2 * WORD + 12)
  preimage.set(hexToBytes(tree, WORD), 1 + 3 * WORD)
  return preimage
}

/** Puts one leaf's index, of 32 bits, and body into the bytes. */
export function fillLeaf(preimage: Uint8Array, index: number, body: Uint8Array): void {
  preimage.set(uint32Bytes(index), INDEX_AT)
  preimage.set(body, BODY_AT)
}
