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
  // Of a period that an earlier release closed no proofs were kept.
  const treeOf = (sequence: number) => {
    const tree = trees.get(sequence) ?? periodTree(context, sequence)
    trees.set(sequence, tree)
    return tree
  }
  return receipts.map(({ id, receipt, place }) => {
    if (!place || place.sequence >= anchored || open.has(place.sequence)) return { receipt, proof: null }
    const proof = store.proofOf(id) ?? treeOf(place.sequence).proof(place.index)
    return { receipt, proof: { custodianOrg, ...place, proof } }
  })
}
