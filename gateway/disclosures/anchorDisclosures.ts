import { read, send } from '../../sdk/chain/send.ts'
import { chainTime } from '../../sdk/chain/time.ts'
import { disclosureHash } from '../../sdk/disclosures/disclosure.ts'
import { disclosureTree } from '../../sdk/disclosures/disclosureTree.ts'
import { buildPositionalTree, type PositionalTree } from '../../sdk/merkle/positionalMerkle.ts'
import type { GatewayContext } from '../context.ts'

/** Disclosures that one root may cover. */
export const MAXIMUM_PERIOD = 65_536

/**
 * Anchors what was disclosed since the last root. The places are written down first, so that a crash in between
 * anchors the same tree again.
 */
export function anchorDisclosures(
  context: GatewayContext,
): Promise<{ transactionHash: string | null; size: number }> {
  const { contracts, custodianOrg, store } = context
  return context.transactions(async () => {
    const sequence = Number(await read(contracts.disclosureLog.countOf(custodianOrg)))
    await settlePeriods(context, sequence)
    if (store.receiptsIn(sequence).length === 0) {
      const ids = store.receiptsToAnchor(MAXIMUM_PERIOD).map(({ id }) => id)
      if (ids.length === 0) return { transactionHash: null, size: 0 }
      store.placeReceipts(sequence, ids)
    }
    const { root, size, proof } = periodTree(context, sequence)
    const oldestAt = await oldestIn(context, sequence)
    const receipt = await send(contracts.disclosureLog.append(sequence, root, size, oldestAt))
    store.closePeriod(sequence, proof)
    return { transactionHash: receipt.hash, size }
  })
}

/**
 * Closes the periods that are on chain as they are here. Where another account of the organisation took a period's place,
 * its receipts are freed for the next: what was promised to the log must come to be in it.
 */
async function settlePeriods(context: GatewayContext, count: number): Promise<void> {
  const { contracts, custodianOrg, store } = context
  for (const sequence of store.openPeriods()) {
    if (sequence >= count) continue
    const { root } = await read(contracts.disclosureLog.periodOf(custodianOrg, sequence))
    const tree = periodTree(context, sequence)
    if (root === tree.root) store.closePeriod(sequence, tree.proof)
    else store.clearPeriod(sequence)
  }
}

/** Time of the oldest receipt of a period, in seconds since 1970. The chain refuses times ahead of its own. */
async function oldestIn({ contracts, store }: GatewayContext, sequence: number): Promise<number> {
  const times = store.receiptsIn(sequence).map(({ receipt }) => Date.parse(receipt.disclosure.at))
  return Math.min(Math.floor(Math.min(...times) / 1000), await chainTime(contracts))
}

/** The tree over the receipts that have a place in this period. */
export function periodTree(
  { contracts, custodianOrg, store }: GatewayContext,
  sequence: number,
): PositionalTree {
  const bodies = store.receiptsIn(sequence).map(({ receipt }) => disclosureHash(receipt.disclosure))
  return buildPositionalTree(disclosureTree(contracts, custodianOrg, sequence), bodies)
}
