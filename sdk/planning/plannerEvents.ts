import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { IntegrityError } from '../errors/index.ts'

/** An event, as far as it says where it is from. */
interface Located {
  readonly address: string
  readonly blockNumber: number
  readonly index: number
}

/**
 * Events of ReplenishmentPlanner in the order of the chain, once they are found to be its own and of the blocks that were asked
 * for.
 * @param query of the first and the last block
 * @throws UnavailableError; IntegrityError CHAIN_LOG_INVALID
 */
export async function plannerEvents<Event extends Located>(
  { deployment }: Contracts,
  query: (from: number, to: number | 'latest') => Promise<readonly Event[]>,
  last: number | 'latest' = 'latest',
): Promise<readonly Event[]> {
  const events = await read(query(deployment.block, last))
  const planner = deployment.contracts.replenishmentPlanner
  const isOwn = ({ address, blockNumber }: Event) =>
    address === planner && (last === 'latest' || blockNumber <= last)
  if (events.every(isOwn)) return [...events].sort(inOrder)
  throw impossible()
}

const inOrder = (one: Located, other: Located): number =>
  one.blockNumber - other.blockNumber || one.index - other.index

export const impossible = () =>
  new IntegrityError(
    'CHAIN_LOG_INVALID',
    'The node answered with events of policies or orders that no chain can hold. Ask another node.',
  )
