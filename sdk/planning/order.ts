import { AbiCoder, keccak256 } from 'ethers'
import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { hashSchema } from '../chain/schemas.ts'
import { IntegrityError } from '../errors/index.ts'
import { elementSchema } from '../provenance/packIdentity.ts'
import { planCommitment, planSalt } from './commitments.ts'
import { MAXIMUM_PACKS } from './policy.ts'

const periodSchema = z
  .number()
  .int()
  .min(0)
  .max(2 ** 32 - 1)

/** What is ordered. Only the parties and the committee's nodes see it. */
export const orderDocumentSchema = z.strictObject({
  format: z.literal('salus-order/1'),
  policyId: hashSchema,
  /** Of the policy. */
  period: periodSchema,
  gtin: elementSchema('01').refine((text) => text.length === 14, 'has not 14 digits'),
  packs: z.number().int().min(1).max(MAXIMUM_PACKS),
  /** A pack must have more days left than this, today included: the policy's `minimumRemainingDays`. */
  leastDaysLeft: z.number().int().min(0).max(365),
})
export type OrderDocument = z.infer<typeof orderDocumentSchema>

/** `IReplenishmentPlanner.Decision`. */
export const orderDecisionSchema = z.strictObject({
  policyId: hashSchema,
  position: hashSchema,
  forecast: hashSchema,
  /** Commitment to the {@link OrderDocument}. */
  order: hashSchema,
  period: periodSchema,
  /** Hundredths of the cap, rounded up. */
  share: z.number().int().min(1).max(100),
})
export type OrderDecision = z.infer<typeof orderDecisionSchema>

/** An order with what shows that the chain's commitment is to it. */
export const openedOrderSchema = z.strictObject({
  decision: orderDecisionSchema,
  document: orderDocumentSchema,
  /** Of this order alone. */
  salt: hashSchema,
})
export type OpenedOrder = z.infer<typeof openedOrderSchema>

/** Packs in hundredths of the cap, rounded up: what the chain adds up. */
export const orderShare = (packs: number, cap: number): number => Math.ceil((packs * 100) / cap)

/** Most packs whose share is within so many hundredths of the cap. */
export const packsWithin = (share: number, cap: number): number => Math.floor((share * cap) / 100)

/** The salt of the one order of a period. */
export const orderSalt = (
  secret: string,
  { policyId, period }: Pick<OrderDocument, 'policyId' | 'period'>,
): string => planSalt(secret, 'order', `${policyId}/${period}`)

export const orderCommitment = (salt: string, document: OrderDocument): string =>
  planCommitment('order', salt, document)

const DECISION =
  'tuple(bytes32 policyId,bytes32 position,bytes32 forecast,bytes32 order,uint32 period,uint8 share)'

/** `IReplenishmentPlanner.orderIdOf`. */
export const orderIdOf = ({ chainId, deployment }: Contracts, decision: OrderDecision): string =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ['uint256', 'address', DECISION],
      [chainId, deployment.contracts.replenishmentPlanner, decision],
    ),
  )

/**
 * The id of an opened order, once what it says of itself holds together. That the chain has it, `listOrders` says.
 * @throws IntegrityError COMMITMENT_MISMATCH
 */
export function requireOpened(contracts: Contracts, { decision, document, salt }: OpenedOrder): string {
  if (orderCommitment(salt, document) !== decision.order) {
    throw new IntegrityError('COMMITMENT_MISMATCH', 'The order is not the one that the decision commits to.')
  }
  if (document.policyId !== decision.policyId || document.period !== decision.period) {
    throw new IntegrityError(
      'COMMITMENT_MISMATCH',
      'The order is of another policy or period than its decision.',
    )
  }
  return orderIdOf(contracts, decision)
}
