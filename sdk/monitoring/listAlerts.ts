import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { SEVERITIES, type Severity } from './alert.ts'

/** One event that landed, with what became of it. Blocks are those of its events. */
export interface ListedAlert {
  readonly alertId: string
  readonly eventHash: string
  readonly severity: Severity
  readonly reportHash: string
  readonly configDigest: string
  readonly transactionHash: string
  readonly blockNumber: number
  readonly acknowledged: { readonly clinician: string; readonly blockNumber: number } | null
  /** Escalation times that had passed when it was escalated last; 0 where it was not. */
  readonly level: number
}

/** The alerts of a standing request in the order in which they landed, read from the chain's events. */
export async function listAlerts(contracts: Contracts, standingId: string): Promise<ListedAlert[]> {
  const { monitoring, deployment } = contracts
  const { filters } = monitoring
  const [raised, acknowledgements, escalations] = await Promise.all([
    read(monitoring.queryFilter(filters.AlertRaised(undefined, standingId), deployment.block)),
    read(monitoring.queryFilter(filters.AlertAcknowledged(undefined, standingId), deployment.block)),
    read(monitoring.queryFilter(filters.AlertEscalated(undefined, standingId), deployment.block)),
  ])
  const seen = new Map(
    acknowledgements.map(({ args, blockNumber }) => [
      args.alertId,
      { clinician: args.clinician, blockNumber },
    ]),
  )
  // In the order of the chain, so that the last level stays.
  const levels = new Map(escalations.map(({ args }) => [args.alertId, Number(args.level)]))
  return raised.map(({ args, transactionHash, blockNumber }) => ({
    alertId: args.alertId,
    eventHash: args.eventHash,
    severity: SEVERITIES[Number(args.severity)] ?? 'critical',
    reportHash: args.reportHash,
    configDigest: args.configDigest,
    transactionHash,
    blockNumber,
    acknowledged: seen.get(args.alertId) ?? null,
    level: levels.get(args.alertId) ?? 0,
  }))
}
