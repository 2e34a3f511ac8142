import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { hashSchema } from '../chain/schemas.ts'
import { IntegrityError, RefusedError } from '../errors/index.ts'
import { holdingsOf } from '../provenance/listHoldings.ts'
import { indicesOf, type UnitRef } from '../provenance/unit.ts'
import { type ProvenBatch, requireProven } from './batchOfProduct.ts'
import { planCommitment, planSalt } from './commitments.ts'
import { listOrders } from './listOrders.ts'
import { type OpenedOrder, requireOpened } from './order.ts'
import { MAXIMUM_PACKS, type PolicyDocument } from './policy.ts'
import { type ActsReader, actsOnce } from './stock/actsOnce.ts'
import {
  type BatchAtBlock,
  type BlockTime,
  batchAt,
  dayAt,
  hasDaysLeft,
  readBatchAt,
} from './stock/batchAtBlock.ts'
import { blockTimeOf } from './stock/blockTimeOf.ts'
import { ordersToCome, packsArrived, type SizedBatch } from './stock/ordersToCome.ts'
import { clip, type Range } from './stock/ranges.ts'
import { packsOf, type StockQuestion, stockOfBatch } from './stock/stockOfBatch.ts'

/**
 * Most batches of a product that a policy ever has, for its history is that of them all: a site that comes to more sets a new
 * policy, whose history begins with what this one's has.
 */
export const MAXIMUM_BATCHES = 512
/** Most orders that are open. */
export const MAXIMUM_ORDERS = 256

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const packs = z.number().int().min(1).max(MAXIMUM_PACKS)

/** What a site has of one product, as the chain has it at a block. */
export const stockPositionSchema = z.strictObject({
  format: z.literal('salus-position/1'),
  policyId: hashSchema,
  block: count,
  /** Days since 1970-01-01 at the block. */
  day: z.number().int().min(0).max(65_535),
  /** Usable packs that the site owns and keeps, first expiring first, then by batch. */
  lots: z
    .array(z.strictObject({ batchId: hashSchema, expiryDay: z.number().int().min(0).max(65_535), packs }))
    .max(MAXIMUM_BATCHES),
  /** Usable packs that the site owns and another keeps, who has offered them to it or shipped them on its order. */
  onTheWay: count,
  /** Packs that the site owns and nobody may be given: held, recalled, expired, returned, offered away, kept by another. */
  unusable: count,
  /** Packs ordered under this policy that the site does not own yet, by order id. */
  onOrder: z.array(z.strictObject({ orderId: hashSchema, packs })).max(MAXIMUM_ORDERS),
  historyHash: hashSchema,
})
export type StockPosition = z.infer<typeof stockPositionSchema>

/** The commitment that the site records. */
export const positionCommitment = (secret: string, position: StockPosition): string =>
  planCommitment('position', planSalt(secret, 'position', `${position.policyId}/${position.block}`), position)

export interface PositionQuestion {
  readonly policy: PolicyDocument
  readonly policyId: string
  /** Of the product: what the site has of others does not count. */
  readonly batches: readonly ProvenBatch[]
  /** At least all of the policy that are open. */
  readonly orders: readonly OpenedOrder[]
  readonly historyHash: string
}

/** A stock position, and what it was counted from. */
export interface CountedStock {
  readonly position: StockPosition
  /** Of the product and there at the block, by id. */
  readonly batches: ReadonlyMap<string, SizedBatch & { readonly question: StockQuestion }>
  /** @see packsArrived */
  readonly arrived: ReadonlyMap<string, number>
}

/**
 * What a site has of a product, and what is still to come, as the chain's events have it at a block: a pure function of the
 * question and the chain. Batches that were commissioned later are none yet.
 *
 * @throws RefusedError ORDER_REFUSED where an open order is not shown, PLAN_REFUSED where the site owns packs that came under the
 *   policy and of a batch that is not shown, BATCH_NOT_FOUND; IntegrityError PLAN_MISMATCH, PACK_REFUSED, COMMITMENT_MISMATCH,
 *   CHAIN_LOG_INVALID; UnavailableError
 */
export const readStockPosition = async (
  contracts: Contracts,
  question: PositionQuestion,
  blockNumber: number,
): Promise<StockPosition> =>
  (await countStock(contracts, question, await blockTimeOf(contracts, blockNumber))).position

/** @see readStockPosition @param lastOrder block of the last order that counts */
export async function countStock(
  contracts: Contracts,
  { policy, policyId, batches, orders, historyHash }: PositionQuestion,
  block: BlockTime,
  actsOf: ActsReader = actsOnce(contracts),
  lastOrder: number = block.number,
): Promise<CountedStock> {
  const { gtin, organisation, minimumRemainingDays } = policy
  const known = await readProven(contracts, policy, batches, block, actsOf)
  const all = await listOrders(contracts, { policyId }, block)
  const listed = all.filter(({ blockNumber }) => blockNumber <= lastOrder)
  const shipped = new Map(known)
  for (const unit of listed.flatMap(({ units }) => units)) {
    const { batchId } = unit
    if (known.has(batchId)) continue
    const batch = await readBatchAt(contracts, batchId, block, actsOf)
    const isFresh = hasDaysLeft(batch, block, minimumRemainingDays)
    requireForeign(batch, unit, organisation)
    // What is not shown to be of the product is taken for full: the order is the limit.
    shipped.set(batchId, { batch, size: 2 ** batch.ledger.depth, isFresh })
  }
  const onItsWay = listed.filter(({ status }) => status === 'shipped').flatMap(({ units }) => units)
  const asked = new Map(
    [...known].map(([batchId, sized]) => {
      const question = {
        organisation,
        size: sized.size,
        isFresh: sized.isFresh,
        shipped: rangesOf(onItsWay, batchId),
      }
      return [batchId, { ...sized, question }] as const
    }),
  )
  const stocks = [...asked].map(([batchId, { batch, question }]) => {
    return { batchId, expiryDay: batch.expiryDay, ...stockOfBatch(batch, question) }
  })
  const opened = openedById(contracts, policyId, orders)
  const onOrder = ordersToCome({ organisation, gtin, listed, opened, batches: shipped })
  const sum = (pick: (stock: (typeof stocks)[number]) => number) =>
    stocks.reduce((total, stock) => total + pick(stock), 0)
  const position: StockPosition = {
    format: 'salus-position/1',
    policyId,
    block: block.number,
    day: dayAt(block),
    lots: stocks
      .filter(({ usable }) => usable > 0)
      .sort(byExpiry)
      .map(({ batchId, expiryDay, usable }) => ({ batchId, expiryDay, packs: usable })),
    onTheWay: sum(({ onTheWay }) => onTheWay),
    unusable: sum(({ unusable }) => unusable),
    onOrder,
    historyHash,
  }
  return { position, batches: asked, arrived: packsArrived({ organisation, listed, batches: shipped }) }
}

async function readProven(
  contracts: Contracts,
  { gtin, minimumRemainingDays }: PolicyDocument,
  batches: readonly ProvenBatch[],
  block: BlockTime,
  actsOf: ActsReader,
): Promise<Map<string, SizedBatch>> {
  const seen = new Set<string>()
  const known = new Map<string, SizedBatch>()
  for (const proven of batches) {
    const { batchId } = proven.head
    if (seen.has(batchId)) throw new IntegrityError('PLAN_MISMATCH', `The batch ${batchId} is named twice.`)
    seen.add(batchId)
    const acts = await actsOf(batchId)
    requireProven(contracts, gtin, proven, acts[0])
    if (acts.every(({ blockNumber }) => blockNumber > block.number)) continue
    const batch = batchAt(batchId, acts, block)
    known.set(batchId, { batch, size: proven.size, isFresh: hasDaysLeft(batch, block, minimumRemainingDays) })
  }
  return known
}

/** What came under the policy would count nowhere, neither as stock nor as still to come. */
function requireForeign({ ledger }: BatchAtBlock, unit: UnitRef, organisation: string): void {
  const isOwned = holdingsOf(ledger)
    .filter(({ owner }) => owner === organisation)
    .flatMap((holding) => packsOf(holding, 2 ** ledger.depth))
    .some((range) => clip(range, indicesOf(unit)).length > 0)
  if (!isOwned) return
  throw new RefusedError(
    'PLAN_REFUSED',
    `The site owns packs of the batch ${unit.batchId}, which was shipped under the policy and is not shown: have its supplier show it.`,
  )
}

const rangesOf = (units: readonly UnitRef[], batchId: string): Range[] =>
  units.filter((unit) => unit.batchId === batchId).map(indicesOf)

function openedById(
  contracts: Contracts,
  policyId: string,
  orders: readonly OpenedOrder[],
): Map<string, OpenedOrder> {
  const opened = new Map<string, OpenedOrder>()
  for (const order of orders) {
    const orderId = requireOpened(contracts, order)
    if (order.decision.policyId !== policyId) {
      throw new IntegrityError('PLAN_MISMATCH', `The order ${orderId} is of another policy.`)
    }
    if (opened.has(orderId)) throw new IntegrityError('PLAN_MISMATCH', `The order ${orderId} is named twice.`)
    opened.set(orderId, order)
  }
  return opened
}

type Lot = StockPosition['lots'][number]

const byExpiry = (one: Omit<Lot, 'packs'>, other: Omit<Lot, 'packs'>): number =>
  one.expiryDay - other.expiryDay || (one.batchId < other.batchId ? -1 : 1)
