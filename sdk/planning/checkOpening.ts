import type { Contracts } from '../chain/contracts.ts'
import { latestHeader } from '../chain/latestBlock.ts'
import { hashCanonicalJson } from '../crypto/canonicalJson.ts'
import { IntegrityError, RefusedError } from '../errors/index.ts'
import { periodOf } from './calendar.ts'
import {
  type DemandHistory,
  dispensedByPeriod,
  extendHistory,
  historyHash,
  MAXIMUM_PERIODS,
} from './history.ts'
import { listPolicies } from './listPolicies.ts'
import { impossible } from './plannerEvents.ts'
import type { PlanOpening } from './planOpening.ts'
import { type PolicyDocument, policyIdOf, termsOf } from './policy.ts'
import { type CountedStock, countStock, positionCommitment } from './position.ts'
import type { PolicyState } from './readPolicy.ts'
import { type ActsReader, actsOnce } from './stock/actsOnce.ts'
import { type BlockTime, dayAt } from './stock/batchAtBlock.ts'
import { blockTimeOf } from './stock/blockTimeOf.ts'
import { hasLost } from './stock/hasLost.ts'

/** Seconds, at most, from a position's block to its recording, for an order's age counts from the latter. */
const LONGEST_RECORDING = 3600

/**
 * Requires that what a site's gateway gave is what stands behind the chain's commitments, and is what the chain itself says as
 * far as it says anything: that stock and orders to come are those of the position's block, that none of that was lost since for
 * another reason than that it was dispensed or came, that demand since `chainFrom` is what was dispensed. The site's own word
 * remain its demand before that, which periods are censored, its costs, and that it named all batches of the product that did
 * not come under the policy.
 *
 * @param state of the policy that was asked for, at the caller's block
 * @returns the time of the position's block
 * @throws IntegrityError COMMITMENT_MISMATCH, PLAN_MISMATCH, PACK_REFUSED, CHAIN_LOG_INVALID; RefusedError PLAN_REFUSED,
 *   ORDER_REFUSED, BATCH_NOT_FOUND; UnavailableError
 */
export async function checkOpening(
  contracts: Contracts,
  opening: PlanOpening,
  state: PolicyState,
): Promise<BlockTime> {
  const { file, position, history } = opening
  const { document } = file
  requirePolicy(contracts, opening, state)
  if (positionCommitment(file.secret, position) !== state.position) {
    throw new IntegrityError(
      'COMMITMENT_MISMATCH',
      'The stock position is not the one that the site recorded.',
    )
  }
  if (historyHash(history) !== position.historyHash) {
    throw new IntegrityError('COMMITMENT_MISMATCH', 'The history is not the one that the position names.')
  }
  const latest = await latestHeader(contracts)
  if (position.block > latest.number) {
    throw new IntegrityError('PLAN_MISMATCH', 'The stock position is of a block that is still to come.')
  }
  const block = await blockTimeOf(contracts, position.block)
  const maximumAge = document.maximumAgeHours * 3600
  if (latest.timestamp - block.timestamp >= maximumAge) {
    throw new RefusedError(
      'PLAN_REFUSED',
      'The stock position is of a block that is too long ago: record a new one.',
    )
  }
  if (state.positionAt - block.timestamp > LONGEST_RECORDING) {
    throw new RefusedError(
      'PLAN_REFUSED',
      'The stock position was recorded more than an hour after its block: record a new one.',
    )
  }
  const actsOf = actsOnce(contracts)
  await requireStock(contracts, opening, latest, block, actsOf)
  await requireHistory(contracts, opening, block, actsOf)
  return block
}

function requirePolicy(
  { chainId, deployment }: Contracts,
  { file }: PlanOpening,
  { policyId, organisation, terms }: PolicyState,
): void {
  const { document } = file
  const isHere =
    BigInt(document.chainId) === chainId && document.contract === deployment.contracts.replenishmentPlanner
  if (!isHere) throw new IntegrityError('PLAN_MISMATCH', 'The policy is of another chain or contract.')
  const isChains =
    policyIdOf(file) === policyId &&
    organisation === document.organisation &&
    isSame(terms, termsOf(document))
  if (!isChains)
    throw new IntegrityError('COMMITMENT_MISMATCH', 'The policy is not the one that the site set.')
}

async function requireStock(
  contracts: Contracts,
  { file, position, batches, orders }: PlanOpening,
  latest: BlockTime,
  block: BlockTime,
  actsOf: ActsReader,
): Promise<void> {
  const policyId = policyIdOf(file)
  const question = { policy: file.document, policyId, batches, orders, historyHash: position.historyHash }
  const then = await countStock(contracts, question, block, actsOf)
  if (!isSame(then.position, position)) {
    throw new IntegrityError('PLAN_MISMATCH', 'The stock position is not what the chain has at its block.')
  }
  requireKept(then, await countStock(contracts, question, latest, actsOf, block.number))
}

/** Of what was there or to come nothing may be gone since, unless it was dispensed, or came. */
function requireKept(then: CountedStock, now: CountedStock): void {
  for (const [batchId, before] of then.batches) {
    const after = now.batches.get(batchId)
    if (!before.isFresh || (after && !hasLost(before, after))) continue
    throw new RefusedError(
      'PLAN_REFUSED',
      `Stock of the batch ${batchId} was recalled, held or moved away since the position was recorded: record a new one.`,
    )
  }
  const toCome = new Map(now.position.onOrder.map(({ orderId, packs }) => [orderId, packs]))
  for (const { orderId, packs } of then.position.onOrder) {
    const came = (now.arrived.get(orderId) ?? 0) - (then.arrived.get(orderId) ?? 0)
    if ((toCome.get(orderId) ?? 0) + came >= packs) continue
    throw new RefusedError(
      'PLAN_REFUSED',
      `Of the order ${orderId} less is to come than when the position was recorded: record a new one.`,
    )
  }
}

async function requireHistory(
  contracts: Contracts,
  { file, history, batches }: PlanOpening,
  block: BlockTime,
  actsOf: ActsReader,
): Promise<void> {
  const { organisation, frequency } = file.document
  if (history.frequency !== frequency) {
    throw new IntegrityError('PLAN_MISMATCH', 'The history is of other periods than the policy forecasts.')
  }
  const since = Math.max(file.document.start, await setAt(contracts, policyIdOf(file)))
  requireChainFrom({ since, frequency }, history, block)
  const batchIds = batches.map(({ head }) => head.batchId)
  const until = block.number
  const dispensed = await dispensedByPeriod(contracts, organisation, batchIds, frequency, until, actsOf)
  if (!isSame(extendHistory(history, dispensed, block.timestamp), history)) {
    throw new IntegrityError('PLAN_MISMATCH', 'The history is not what the chain says was dispensed.')
  }
}

/** Seconds since 1970. A policy may have been given a start before the site's packs came onto the chain. */
async function setAt(contracts: Contracts, policyId: string): Promise<number> {
  const [policy] = await listPolicies(contracts, { policyId })
  if (!policy) throw impossible()
  return (await blockTimeOf(contracts, policy.blockNumber)).timestamp
}

/** A policy that is set and has begun is one of packs on the chain: no later than its first whole period the site's word ends. */
function requireChainFrom(
  { since, frequency }: Pick<PolicyDocument, 'frequency'> & { readonly since: number },
  { chainFrom, firstPeriod }: DemandHistory,
  { timestamp }: BlockTime,
): void {
  const current = periodOf(dayAt({ timestamp }), frequency)
  const latest = periodOf(dayAt({ timestamp: since }), frequency) + 1
  if (chainFrom <= latest && firstPeriod <= Math.max(chainFrom, current - MAXIMUM_PERIODS)) return
  throw new IntegrityError('PLAN_MISMATCH', 'The history leaves out periods of which the chain tells.')
}

const isSame = (one: object, other: object): boolean => hashCanonicalJson(one) === hashCanonicalJson(other)
