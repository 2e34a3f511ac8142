import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import { blockPieces } from '../network/blockRanges.ts'

/** Ids of the policies of which the planner told anything in the blocks `from` to `to`. */
export async function readNews(
  { replenishmentPlanner, runner, deployment }: Contracts,
  from: number,
  to: number,
): Promise<ReadonlySet<string>> {
  const address = deployment.contracts.replenishmentPlanner
  const policyIds = new Set<string>()
  for (const [fromBlock, toBlock] of blockPieces(from, to)) {
    const logs =
      (await read(Promise.resolve(runner.provider?.getLogs({ address, fromBlock, toBlock })))) ?? []
    for (const { topics, data } of logs) {
      const policyId = policyOf(replenishmentPlanner, { topics: [...topics], data })
      if (policyId !== undefined) policyIds.add(policyId)
    }
  }
  return policyIds
}

/** Undefined where a log is none of the contract's: one that no chain can hold keeps no other from being read. */
function policyOf(
  { interface: events }: Contracts['replenishmentPlanner'],
  log: { readonly topics: string[]; readonly data: string },
): string | undefined {
  try {
    const policyId: unknown = events.parseLog(log)?.args.policyId
    return typeof policyId === 'string' ? policyId : undefined
  } catch {
    return undefined
  }
}
