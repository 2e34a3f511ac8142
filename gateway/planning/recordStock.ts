import { hashCanonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { dispensedByPeriod, extendHistory, historyHash } from '../../sdk/planning/history.ts'
import { countStock, positionCommitment } from '../../sdk/planning/position.ts'
import { recordPosition } from '../../sdk/planning/recordPosition.ts'
import { actsOnce } from '../../sdk/planning/stock/actsOnce.ts'
import type { GatewayContext } from '../context.ts'
import { settledBlock } from '../provenance/settledBlock.ts'
import { openOrders } from './openOrders.ts'
import type { KeptPolicy, KeptPosition } from './planningStore.ts'

/**
 * What a policy's site has at the settled block, from the chain, with the history up to the last period that ended by then.
 * @throws RefusedError PLAN_REFUSED where no history was handed in; what `countStock` throws
 */
async function stockNow(context: GatewayContext, { policyId, file }: KeptPolicy): Promise<KeptPosition> {
  const { contracts, custodianOrg, planning } = context
  const { document: policy, secret } = file
  const given = planning.historyOf(policyId)
  if (!given) {
    throw new RefusedError('PLAN_REFUSED', `No history of demand was handed in for the policy ${policyId}.`)
  }
  const block = await settledBlock(context)
  const { number, timestamp } = block
  const batches = planning.batchesOf(policyId)
  const batchIds = batches.map(({ head }) => head.batchId)
  const actsOf = actsOnce(contracts)
  const { frequency } = policy
  const dispensed = await dispensedByPeriod(contracts, custodianOrg, batchIds, frequency, number, actsOf)
  const history = extendHistory(given, dispensed, timestamp)
  const orders = await openOrders(context, policyId, [block])
  const question = { policy, policyId, batches, orders, historyHash: historyHash(history) }
  const { position } = await countStock(contracts, question, block, actsOf)
  return { commitment: positionCommitment(secret, position), position, history }
}

export interface RecordedStock {
  readonly stock: KeptPosition
  readonly transactionHash: string
}

/**
 * Records what a policy's site has now on the chain. That is read when it is the transaction's turn, so that the recording is
 * not much later than its block.
 * @throws as {@link stockNow}
 */
export const recordStock = (context: GatewayContext, kept: KeptPolicy): Promise<RecordedStock> =>
  context.transactions(async () => record(context, kept, await stockNow(context, kept)))

/** The same where it has anything else than in an earlier position. @throws as {@link stockNow} */
export const recordOtherStock = (
  context: GatewayContext,
  kept: KeptPolicy,
  earlier: KeptPosition,
): Promise<RecordedStock | undefined> =>
  context.transactions(async () => {
    const stock = await stockNow(context, kept)
    return isSameStock(earlier, stock) ? undefined : record(context, kept, stock)
  })

/** It is kept first: a node may ask for it as soon as the chain shows it. */
async function record(
  { contracts, planning }: GatewayContext,
  { policyId }: KeptPolicy,
  stock: KeptPosition,
): Promise<RecordedStock> {
  planning.addPosition(policyId, stock)
  const { hash } = await recordPosition(contracts, policyId, stock.commitment)
  return { stock, transactionHash: hash }
}

/** At whichever block. */
function isSameStock(one: KeptPosition, other: KeptPosition): boolean {
  const stockOf = ({ position: { block, ...stock } }: KeptPosition) => hashCanonicalJson(stock)
  return stockOf(one) === stockOf(other)
}
