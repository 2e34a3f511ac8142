import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import { chainTime } from '../../sdk/chain/time.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { offReasonOf } from '../../sdk/monitoring/offReason.ts'
import type { StandingRequest } from '../../sdk/monitoring/standingRequest.ts'
import type { Watch } from './watchedRecord.ts'

/**
 * Refuses unless a standing request is approved and in its period, and requester and committee may both use its category
 * now, without the patient having revoked everything since: the contract itself is asked. Silence is no obstacle: a
 * report ends it.
 * @throws RefusedError CONSENT_MISSING, MONITORING_REFUSED
 */
export async function requireOn(contracts: Contracts, standing: StandingRequest): Promise<void> {
  const reason = await offReasonOf(contracts, standing)
  if (reason === 'consent-ended') {
    throw new RefusedError(
      'CONSENT_MISSING',
      `${standing.requester} or the committee has no consent for the monitoring any more.`,
    )
  }
  if (reason === 'period-ended') {
    throw new RefusedError('MONITORING_REFUSED', 'The period of the monitoring is over.')
  }
}

/** Whether a standing request will never be on again. */
export async function isOver(contracts: Contracts, { standingId, standing }: Watch): Promise<boolean> {
  const [{ approvedAt, endedAt }, now] = await Promise.all([
    read(contracts.monitoring.standingOf(standingId)),
    chainTime(contracts),
  ])
  return approvedAt === 0n || endedAt !== 0n || now >= standing.end
}
