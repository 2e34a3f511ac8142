import { read } from '../../sdk/chain/send.ts'
import type { LoggedDisclosure } from '../../sdk/gateway/protocol.ts'
import type { PositionalTree } from '../../sdk/merkle/positionalMerkle.ts'
import type { GatewayContext } from '../context.ts'
import type { HeldReceipt } from '../store/gatewayStore.ts'
import { periodTree } from './anchorDisclosures.ts'

/** Each receipt with its proof, or null where its period is not anchored yet. */
export async function withProofs(
  context: GatewayContext,
  receipts: readonly HeldReceipt[],
): Promise<LoggedDisclosure[]> {
  const { contracts, custodianOrg, store } = context
  const anchored = Number(await read(contracts.disclosureLog.countOf(custodianOrg)))
  const open = new Set(store.openPeriods())
  const trees = new Map<number, PositionalTree>()
  return receipts.map(({ receipt, place }) => {
    if (!place || place.sequence >= anchored || open.has(place.sequence)) return { receipt, proof: null }
    const tree = trees.get(place.sequence) ?? periodTree(context, place.sequence)
    trees.set(place.sequence, tree)
    return { receipt, proof: { custodianOrg, ...place, proof: tree.proof(place.index) } }
  })
}
