import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { requireRelayed } from '../../../sdk/chain/requireRelayed.ts'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { gatewayClient } from '../../../sdk/gateway/client.ts'
import { approveMonitoring } from '../../../sdk/monitoring/approveMonitoring.ts'
import { endMonitoring, isEnded, signEnd } from '../../../sdk/monitoring/endMonitoring.ts'
import { type ListedAlert, listAlerts } from '../../../sdk/monitoring/listAlerts.ts'
import { type ListedMonitoring, listMonitoring } from '../../../sdk/monitoring/listMonitoring.ts'
import { isApproved, signApproval } from '../../../sdk/monitoring/signedApproval.ts'
import { parseStandingRequest, type StandingRequest } from '../../../sdk/monitoring/standingRequest.ts'
import type { Work } from '../../acts/act.ts'
import type { Way } from './consentWork.ts'

/** Seconds for which a signature may be submitted. */
const HOUR = 3600
/** Bytes of a proposal. */
const LARGEST = 16 * 1024

export function approvalWork(standing: StandingRequest, way: Way): Work {
  return async ({ contracts, signer, signal, relaying }) => {
    if (way.kind === 'paid') return approveMonitoring(contracts, standing)
    const signed = await signApproval(contracts, signer, standing, await deadlineIn(contracts, HOUR))
    relaying()
    const sent = await gatewayClient({ url: way.gatewayUrl }).relayMonitoringApproval(signed, { signal })
    const contract = contracts.deployment.contracts.monitoring
    return requireRelayed(contracts, { contract, isDone: () => isApproved(contracts, signed) }, sent)
  }
}

export function endWork(standing: StandingRequest, way: Way): Work {
  return async ({ contracts, signer, signal, relaying }) => {
    if (way.kind === 'paid') return endMonitoring(contracts, standing)
    const signed = await signEnd(contracts, signer, standing, await deadlineIn(contracts, HOUR))
    relaying()
    const sent = await gatewayClient({ url: way.gatewayUrl }).relayMonitoringEnd(signed, { signal })
    const contract = contracts.deployment.contracts.monitoring
    return requireRelayed(contracts, { contract, isDone: () => isEnded(contracts, standing) }, sent)
  }
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
