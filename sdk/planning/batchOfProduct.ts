import { concat, keccak256 } from 'ethers'
import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { hashSchema } from '../chain/schemas.ts'
import { IntegrityError, RefusedError } from '../errors/index.ts'
import { type BatchBook, type BatchHead, batchHeadSchema, headOfBook } from '../provenance/batchBook.ts'
import { readActs } from '../provenance/history/readActs.ts'
import type { BatchAct } from '../provenance/history/step.ts'
import { packSalt } from '../provenance/packBody.ts'
import { elementSchema } from '../provenance/packIdentity.ts'
import { isProven } from '../provenance/packProof.ts'
import { depthOf, type PackTree } from '../provenance/packTree.ts'
import { MAXIMUM_DEPTH } from '../provenance/unit.ts'

/** One pack of a batch with its proof: shows who has the chain alone which product the batch is of. */
export const provenBatchSchema = z
  .strictObject({
    head: batchHeadSchema,
    /** Packs of the batch. */
    size: z
      .number()
      .int()
      .min(1)
      .max(2 ** MAXIMUM_DEPTH),
    /** Of the pack that is shown: size - 1, for no other shows the size too. */
    index: z.number().int().min(0),
    serial: elementSchema('21'),
    /** Of this pack: `packSalt`. */
    salt: hashSchema,
    /** Siblings from the leaf up. */
    proof: z.array(hashSchema).max(MAXIMUM_DEPTH),
  })
  .refine(({ index, size }) => index < size, 'shows a pack outside of the batch')

export type ProvenBatch = z.infer<typeof provenBatchSchema>

/** What the maker hands out with a batch: its last pack, shown. */
export function proveBatch(book: BatchBook, tree: PackTree): ProvenBatch {
  const index = tree.size - 1
  return {
    head: headOfBook(book),
    size: tree.size,
    index,
    serial: book.serials[index] as string,
    salt: packSalt(book.secret, index),
    proof: tree.proof(index),
  }
}

/**
 * Requires that a batch is of the product, as one of its packs shows: its maker committed to the GTIN when it commissioned the
 * batch. Whether the maker may make this product is not on the chain. It must be the last pack: on its right is nothing but
 * padding, so that it alone proves how many packs there are.
 *
 * @throws RefusedError BATCH_NOT_FOUND; IntegrityError PLAN_MISMATCH, PACK_REFUSED
 */
export async function checkProvenBatch(
  contracts: Contracts,
  gtin: string,
  proven: ProvenBatch,
): Promise<void> {
  const acts = await readActs(contracts, proven.head.batchId)
  requireProven(contracts, gtin, proven, acts[0])
}

/** @see checkProvenBatch @param commissioning the first act on the batch */
export function requireProven(
  { chainId, deployment }: Contracts,
  gtin: string,
  { head, size, index, serial, salt, proof }: ProvenBatch,
  commissioning: BatchAct | undefined,
): void {
  if (commissioning?.name !== 'commissioned') {
    throw new RefusedError('BATCH_NOT_FOUND', `The chain holds no batch ${head.batchId}.`)
  }
  const contract = deployment.contracts.drugProvenance
  const isHere = BigInt(head.chainId) === chainId && head.contract === contract
  if (!isHere) throw mismatch(head, 'of another chain or contract')
  if (head.gtin !== gtin) throw mismatch(head, 'of another product than the policy')
  const { maker, root, depth, expiry } = commissioning
  if (head.maker !== maker || head.expiry !== expiry) {
    throw mismatch(head, 'of another maker or expiry than was commissioned')
  }
  const { batchId, lot } = head
  const identity = { gtin, lot, serial }
  const pack = { chainId: head.chainId, contract, batchId, index, identity, salt, root, depth, proof }
  if (!isProven(pack)) {
    throw new IntegrityError('PACK_REFUSED', `The proof does not lead from its pack to the batch ${batchId}.`)
  }
  if (depthOf(size) !== depth || index !== size - 1 || !isSizeBorneOut(size, proof)) {
    throw mismatch(head, 'of another size than it is said to be')
  }
}

/** Whether {@link requireProven} takes it. */
export function isOfProduct(...asked: Parameters<typeof requireProven>): boolean {
  try {
    requireProven(...asked)
    return true
  } catch (error) {
    if (error instanceof IntegrityError || error instanceof RefusedError) return false
    throw error
  }
}

/** Siblings over nothing but padding are known beforehand; no other is one of those. */
function isSizeBorneOut(size: number, proof: readonly string[]): boolean {
  let empty = keccak256('0x02')
  return proof.every((sibling, level) => {
    const isPadding = (Math.floor((size - 1) / 2 ** level) ^ 1) * 2 ** level >= size
    const isBorneOut = (sibling === empty) === isPadding
    empty = keccak256(concat(['0x01', empty, empty]))
    return isBorneOut
  })
}

const mismatch = ({ batchId }: BatchHead, what: string) =>
  new IntegrityError('PLAN_MISMATCH', `The batch ${batchId} is ${what}.`)
