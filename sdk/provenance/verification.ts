import type { Contracts } from '../chain/contracts.ts'
import type { BlockHeader } from '../chain/latestBlock.ts'
import { RefusedError } from '../errors/index.ts'
import type { ScannedPack } from './packIdentity.ts'
import { printedExpiries } from './printedExpiries.ts'
import { readPackState } from './readPackState.ts'
import { verdictOf } from './verdict.ts'
import { isMismatch, type PackFinder, type VerificationAnswer } from './verificationMessage.ts'

export * from './verificationMessage.ts'

export interface VerificationQuestion {
  readonly contracts: Contracts
  readonly books: PackFinder
  readonly request: ScannedPack
  /** Of which the answer is said. */
  readonly block: BlockHeader
  readonly corrUUID?: string
  /** GLN of who answers. */
  readonly responderGLN?: string
  /** Of the answer. */
  readonly now?: Date
}

/**
 * Answers whether a product identifier is one of the packs in the books: first GTIN and serial number, then lot and expiry where
 * they were scanned, then what became of the pack. Whoever scanned another lot or expiry is not told the right ones: such an
 * answer has no evidence, as that of an unknown pack. Where the block is older than the batch, no reason is given: the pack may
 * well be genuine.
 *
 * @throws UnavailableError
 */
export async function answerVerification(question: VerificationQuestion): Promise<VerificationAnswer> {
  const { contracts, books, request, block, corrUUID, responderGLN, now = new Date() } = question
  const envelope = {
    verificationTimestamp: now.toISOString(),
    ...(responderGLN === undefined ? {} : { responderGLN }),
    ...(corrUUID === undefined ? {} : { corrUUID }),
  }
  const found = await books.find(request.gtin, request.serial)
  if (!found) {
    return { ...envelope, data: { verified: false, verificationFailureReason: 'No_match_GTIN_Serial' } }
  }
  const { book, index, salt, proof } = found
  const { chainId, contract, batchId, gtin, lot } = book
  const pack = await unlessYounger(readPackState(contracts, batchId, index, block))
  if (!pack) {
    return { ...envelope, data: { verified: false, verificationFailureReason: 'No_reason_provided' } }
  }
  const { batch, state } = pack
  const { expiry, root, depth } = batch
  const printed = await printedExpiries(contracts, {
    batchId,
    commissioned: book.expiry,
    current: expiry,
    scanned: request.expiry,
    blockNumber: block.number,
  })
  const data = verdictOf(request, { lot, printedExpiries: printed, expiry, state })
  if (isMismatch(data)) return { ...envelope, data }
  return {
    ...envelope,
    data,
    evidence: {
      chainId,
      contract,
      batchId,
      index,
      identity: { gtin, serial: request.serial, lot },
      expiry,
      salt,
      root,
      depth,
      proof: [...proof],
      block: { number: block.number, hash: block.hash },
      state,
    },
  }
}

/** undefined where the block is older than the batch. */
async function unlessYounger<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'BATCH_NOT_FOUND') return undefined
    throw error
  }
}
