import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { approveMonitoringByGateway, endMonitoringByGateway } from '../../../sdk/gateway/signedActs.ts'
import { approveMonitoring } from '../../../sdk/monitoring/approveMonitoring.ts'
import { endMonitoring } from '../../../sdk/monitoring/endMonitoring.ts'
import { type ListedAlert, listAlerts } from '../../../sdk/monitoring/listAlerts.ts'
import { type ListedMonitoring, listMonitoring } from '../../../sdk/monitoring/listMonitoring.ts'
import { parseStandingRequest, type StandingRequest } from '../../../sdk/monitoring/standingRequest.ts'
import type { Work } from '../../acts/act.ts'
import { byGateway, type Way } from './consentWork.ts'

/** Bytes of a proposal. */
const LARGEST = 16 * 1024

export function approvalWork(standing: StandingRequest, way: Way): Work {
  return async (tools) =>
    way.kind === 'free'
      ? approveMonitoringByGateway(byGateway(tools, way), standing)
      : approveMonitoring(tools.contracts, standing)
}

export function endWork(standing: StandingRequest, way: Way): Work {
  return async (tools) =>
    way.kind === 'free'
      ? endMonitoringByGateway(byGateway(tools, way), standing)
      : endMonitoring(tools.contracts, standing)
}

/** A monitoring, with the alerts that it raised. */
export interface Watched extends ListedMonitoring {
  readonly alerts: readonly ListedAlert[]
}

export async function listWatched(contracts: Contracts, patient: string): Promise<readonly Watched[]> {
  const listed = await listMonitoring(contracts, { patient })
  return Promise.all(
    listed.map(async (one) => ({ ...one, alerts: await listAlerts(contracts, one.standingId) })),
  )
}

/** A clinician's proposal, as `salus monitor propose` writes it. @throws InvalidInputError INPUT_TOO_LARGE, MESSAGE_INVALID */
export async function readProposal(file: File): Promise<StandingRequest> {
  if (file.size > LARGEST)
    throw new InvalidInputError('INPUT_TOO_LARGE', 'This file is too large for a proposal.')
  let json: unknown
  try {
    json = JSON.parse(await file.text())
  } catch (cause) {
    throw new InvalidInputError('MESSAGE_INVALID', 'This file is not a proposal of a monitoring.', { cause })
  }
  return parseStandingRequest(json)
}
