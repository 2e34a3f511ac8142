import type { ScannedPack } from '../../sdk/provenance/packIdentity.ts'
import { answerVerification } from '../../sdk/provenance/verification.ts'
import type { VerificationAnswer } from '../../sdk/provenance/verificationMessage.ts'
import type { GatewayContext } from '../context.ts'
import { settledBlock } from './settledBlock.ts'

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
  const { contracts, batches: books } = context
  const block = await settledBlock(context)
  return answerVerification({ contracts, books, request, block, ...(corrUUID && { corrUUID }) })
}
