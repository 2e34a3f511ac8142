import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { RefusedError } from '../errors/index.ts'
import { decodeStandingRequest, type StandingRequest } from '../monitoring/standingRequest.ts'

/** A standing request that a patient approved, from the chain alone. @throws RefusedError MONITORING_REFUSED */
export async function findStanding(contracts: Contracts, standingId: string): Promise<StandingRequest> {
  const { monitoring, deployment } = contracts
  const [approval] = await read(
    monitoring.queryFilter(monitoring.filters.MonitoringApproved(standingId), deployment.block),
  )
  if (approval) return decodeStandingRequest(approval.args.standing)
  throw new RefusedError('MONITORING_REFUSED', `No patient has approved the monitoring ${standingId}.`)
}

/** The event and the standing request of an alert, from the chain alone. @throws RefusedError MONITORING_REFUSED */
export async function findAlert(
  contracts: Contracts,
  alertId: string,
): Promise<{ readonly standing: StandingRequest; readonly eventHash: string }> {
  const { monitoring, deployment } = contracts
  const [alert] = await read(
    monitoring.queryFilter(monitoring.filters.AlertRaised(alertId), deployment.block),
  )
  if (!alert) throw new RefusedError('MONITORING_REFUSED', `There is no alert ${alertId}.`)
  const { standingId, eventHash } = alert.args
  return { standing: await findStanding(contracts, standingId), eventHash }
}
