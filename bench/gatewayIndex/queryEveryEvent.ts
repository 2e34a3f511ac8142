import { Contract, Interface } from 'ethers'
import { abis, type Contracts } from '../../sdk/chain/contracts.ts'
import type { ContractName } from '../../sdk/chain/deployment.ts'
import { latestBlock } from '../../sdk/chain/latestBlock.ts'

/** What one writes without an index: ethers' queryFilter for every kind of event. Gives how many events there are. */
export async function queryEveryEvent(contracts: Contracts): Promise<number> {
  const { deployment, runner } = contracts
  const latest = await latestBlock(contracts)
  let count = 0
  for (const [name, address] of Object.entries(deployment.contracts) as [ContractName, string][]) {
    const contract = new Contract(address, abis[name], runner)
    const kinds: string[] = []
    Interface.from(abis[name]).forEachEvent((event) => void kinds.push(event.name))
    for (const kind of kinds) {
      const events = await contract.queryFilter(kind, deployment.block, latest)
      count += events.length
    }
  }
  return count
}
