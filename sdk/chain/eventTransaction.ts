import type { BaseContract, ContractEventName } from 'ethers'
import { UnavailableError } from '../errors/index.ts'
import type { Contracts } from './contracts.ts'
import { read } from './send.ts'

/** The transaction of the latest event that a filter finds. @throws UnavailableError CHAIN_UNAVAILABLE without one */
export async function eventTransaction(
  { deployment }: Contracts,
  contract: BaseContract,
  filter: ContractEventName,
): Promise<string> {
  const events = await read(contract.queryFilter(filter, deployment.block))
  const hash = events.at(-1)?.transactionHash
  if (hash) return hash
  throw new UnavailableError('CHAIN_UNAVAILABLE', 'The node does not have the event of that yet. Try again.')
}
