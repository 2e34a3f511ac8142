import { latestHeader } from '../../sdk/chain/latestBlock.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { type SignedReadingsRequest, verifyReadingsRequest } from '../../sdk/gateway/readingsRequest.ts'
import { readLog } from '../../sdk/provenance/coldChainLog/readLog.ts'
import { eventHashOf } from '../../sdk/provenance/coldChainLog/signLog.ts'
import type { GatewayContext } from '../context.ts'
import { requireSigner } from '../inference/requireSigner.ts'
import { requireTimely } from '../records/release.ts'
import type { StoredEvent } from './store/epcisStore.ts'

/**
 * Gives a node of the committee the event with the readings of an anchored log: the one whose hash is on the chain. A request
 * is good for one answer: whoever overhears it gets nothing by it.
 *
 * @throws RefusedError SIGNATURE_INVALID, SIGNATURE_EXPIRED, NOT_ACCREDITED, EPCIS_NOT_FOUND, REPLAYED
 */
export async function releaseReadings(
  context: GatewayContext,
  request: SignedReadingsRequest,
): Promise<StoredEvent> {
  const { contracts, epcis } = context
  const { node, digest } = verifyReadingsRequest(contracts, request)
  const { number, timestamp } = await latestHeader(contracts)
  requireTimely(timestamp, request.deadline)
  await requireSigner(context, node, number)
  const log = await readLog(contracts, request.logId)
  const event = log && epcis.store.findByHash(eventHashOf(log.eventHash))
  if (!event) {
    throw new RefusedError(
      'EPCIS_NOT_FOUND',
      'There is no such log on the chain, or its readings were not captured here.',
    )
  }
  if (epcis.store.useRequest(digest, request.deadline, timestamp)) return event
  throw new RefusedError('REPLAYED', 'This signed request was used before. Sign a new one.')
}
