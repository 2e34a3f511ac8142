import { RefusedError } from '../../sdk/errors/index.ts'
import type { ScannedPack } from '../../sdk/provenance/packIdentity.ts'
import { answerVerification } from '../../sdk/provenance/verification.ts'
import type { PackFinder, VerificationAnswer } from '../../sdk/provenance/verificationMessage.ts'
import type { GatewayContext } from '../context.ts'
import { settledBlock } from './settledBlock.ts'

/** Knows no pack. */
const NO_BOOKS: PackFinder = { find: async () => undefined }

/**
 * Answers whether a pack is one that this organisation made, and what became of it, as of a block that stays. The block is
 * asked for first: an unknown GTIN and an unknown serial number cost the same.
 * @param corrUUID what the caller recognises the answer by
 * @throws UnavailableError
 */
export async function verifyPack(
  context: GatewayContext,
  request: ScannedPack,
  corrUUID?: string,
): Promise<VerificationAnswer> {
  const { contracts, batches } = context
  const question = { contracts, request, block: await settledBlock(context), ...(corrUUID && { corrUUID }) }
  try {
    return await answerVerification({ ...question, books: batches })
  } catch (error) {
    // As of that block there is no such batch yet: it was commissioned since, or a reorganisation took it back.
    const isYoung = error instanceof RefusedError && error.code === 'BATCH_NOT_FOUND'
    if (isYoung) return answerVerification({ ...question, books: NO_BOOKS })
    throw error
  }
}
