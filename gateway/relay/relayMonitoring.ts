import { read } from '../../sdk/chain/send.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { relayEnd, type SignedEnd } from '../../sdk/monitoring/endMonitoring.ts'
import { relayApproval, type SignedApproval } from '../../sdk/monitoring/signedApproval.ts'
import { standingIdOf } from '../../sdk/monitoring/standingRequest.ts'
import type { GatewayContext } from '../context.ts'
import { requireEnrolled } from '../requireEnrolled.ts'
import { type Relayed, relayOnce } from './relay.ts'

/** Pays for the approval of a monitoring by a patient enrolled here. */
export async function relayMonitoringApproval(context: GatewayContext, approval: SignedApproval): Relayed {
  const { contracts } = context
  const { patient } = approval.standing
  await requireEnrolled(context, patient)
  const { consentRegistry, monitoring, deployment } = contracts
  const standingId = standingIdOf(contracts, approval.standing)
  return relayOnce(
    context,
    patient,
    async () => {
      const [{ approvedAt, endedAt, generation }, header] = await Promise.all([
        read(monitoring.standingOf(standingId)),
        read(consentRegistry.headerOf(patient)),
      ])
      // One that was ended is never approved again: the contract says so.
      if (approvedAt === 0n || endedAt !== 0n) return undefined
      if (generation !== header.generation) {
        throw new RefusedError(
          'SIGNATURE_STALE',
          `The monitoring ${standingId} was approved before the patient revoked everything. Sign one with a new nonce.`,
        )
      }
      const filter = monitoring.filters.MonitoringApproved(standingId)
      return (await read(monitoring.queryFilter(filter, deployment.block))).at(-1)?.transactionHash
    },
    () => relayApproval(contracts, approval),
  )
}

/** Pays for the end of a monitoring by a patient enrolled here. It is never the only way: anyone can submit it. */
export async function relayMonitoringEnd(context: GatewayContext, end: SignedEnd): Relayed {
  const { contracts } = context
  const { patient } = end.standing
  await requireEnrolled(context, patient)
  const { monitoring, deployment } = contracts
  const standingId = standingIdOf(contracts, end.standing)
  return relayOnce(
    context,
    patient,
    async () => {
      if ((await read(monitoring.standingOf(standingId))).endedAt === 0n) return undefined
      const filter = monitoring.filters.MonitoringEnded(standingId)
      return (await read(monitoring.queryFilter(filter, deployment.block))).at(-1)?.transactionHash
    },
    () => relayEnd(contracts, end),
  )
}
