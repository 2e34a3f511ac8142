import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { type OffReason, offReasonOf } from './offReason.ts'
import { decodeStandingRequest, type StandingRequest } from './standingRequest.ts'

/** A standing request that a patient approved, and how it stands now. Times are seconds since 1970. */
export interface ListedMonitoring {
  readonly standingId: string
  readonly standing: StandingRequest
  readonly approvedAt: number
  /** Of the last report, or null. */
  readonly heardAt: number | null
  readonly endedAt: number | null
  /** Why it is off now, declared or not; 'none' where it is on, or where it was ended. */
  readonly offReason: OffReason
}

export interface MonitoringFilter {
  readonly patient?: string
  readonly requester?: string
}

/** The standing requests of a patient or for a requester, in the order of their approval. */
export async function listMonitoring(
  contracts: Contracts,
  { patient, requester }: MonitoringFilter,
): Promise<ListedMonitoring[]> {
  const { monitoring, deployment } = contracts
  const approvals = await read(
    monitoring.queryFilter(
      monitoring.filters.MonitoringApproved(undefined, patient, requester),
      deployment.block,
    ),
  )
  return Promise.all(
    approvals.map(async ({ args }) => {
      const standing = decodeStandingRequest(args.standing)
      const state = await read(monitoring.standingOf(args.standingId))
      return {
        standingId: args.standingId,
        standing,
        approvedAt: Number(state.approvedAt),
        heardAt: Number(state.heardAt) || null,
        endedAt: Number(state.endedAt) || null,
        offReason: state.endedAt === 0n ? await offReasonOf(contracts, standing) : ('none' as const),
      }
    }),
  )
}
