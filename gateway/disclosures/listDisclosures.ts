import { read } from '../../sdk/chain/send.ts'
import type { LoggedDisclosure } from '../../sdk/gateway/protocol.ts'
import type { PositionalTree } from '../../sdk/merkle/positionalMerkle.ts'
import type { GatewayContext } from '../context.ts'
import { periodTree } from './anchorDisclosures.ts'

/** Receipts about a record, with their proofs where their period is anchored. */
export async function listDisclosures(
  context: GatewayContext,
  recordId: string,
): Promise<LoggedDisclosure[]> {
  const { contracts, custodianOrg, store } = context
  const anchored = Number(await read(contracts.disclosureLog.countOf(custodianOrg)))
  const trees = new Map<number, PositionalTree>()
  return store.receiptsOf(recordId).map(({ receipt, place }) => {
    if (!place || place.sequence >= anchored) return { receipt, proof: null }
    const tree = trees.get(place.sequence) ?? periodTree(context, place.sequence)
    trees.set(place.sequence, tree)
    return { receipt, proof: { custodianOrg, ...place, proof: tree.proof(place.index) } }
  })
}
