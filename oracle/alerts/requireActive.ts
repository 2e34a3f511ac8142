import { ZeroHash } from 'ethers'
import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { statusOf } from '../../sdk/records/status.ts'
import type { ChainRequest } from '../requests/openRequest.ts'

/**
 * Whether the record of an event may still be used. Anchored at another time after a reorganisation, it is another event
 * to compute: the next look at the chain finds it.
 */
export async function isStillActive(
  { recordRegistry }: Contracts,
  { recordIds: [recordId = ZeroHash], requestedAt }: ChainRequest,
): Promise<boolean> {
  const { status, anchoredAt } = await read(recordRegistry.stateOf(recordId))
  return statusOf(status) === 'active' && Number(anchoredAt) === requestedAt
}

/** @throws RefusedError RECORD_NOT_ACTIVE where the record of an event was retired, amended or anchored anew */
export async function requireActive(contracts: Contracts, request: ChainRequest): Promise<void> {
  if (await isStillActive(contracts, request)) return
  throw new RefusedError('RECORD_NOT_ACTIVE', `The record ${request.recordIds[0]} is not in use any more.`)
}
