import type { Contracts } from '../chain/contracts.ts'
import type { BlockHeader } from '../chain/latestBlock.ts'
import type { ScannedPack } from './packIdentity.ts'
import { readPackState } from './readPackState.ts'
import { verdictOf } from './verdict.ts'
import type { PackFinder, VerificationAnswer } from './verificationMessage.ts'

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
 * they were scanned, then what became of the pack.
 *
 * @throws UnavailableError; RefusedError BATCH_NOT_FOUND where the block is older than the batch
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
  const { batch, state } = await readPackState(contracts, batchId, index, block)
  const { expiry, root, depth } = batch
  return {
    ...envelope,
    data: verdictOf(request, { lot, printedExpiry: book.expiry, expiry, state }),
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
