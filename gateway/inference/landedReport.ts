import { dataSlice, ZeroHash } from 'ethers'
import { read } from '../../sdk/chain/send.ts'
import { IntegrityError, RefusedError } from '../../sdk/errors/index.ts'
import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'
import { outputHashOf } from '../../sdk/inference/outputHash.ts'
import { alertReport, SEVERITIES } from '../../sdk/monitoring/alert.ts'
import type { GatewayContext } from '../context.ts'
import { standingSecret } from '../monitoring/announceStanding.ts'
import type { HeldAlert, HeldRequest } from '../store/gatewayStore.ts'
import { ownSecret } from './ownSecret.ts'

/** Bytes of an alert's output hash that the chain keeps: see `IMonitoring.AlertState`. */
const ALERT_DIGEST_BYTES = 19

/**
 * The patient whom a report is about, once it is found to be the one that landed for a request or an alert.
 * @param id of the request, or of the alert
 * @throws RefusedError REQUEST_NOT_OPEN, IntegrityError REPORT_MISMATCH
 */
export async function patientOfLanded(
  context: GatewayContext,
  id: string,
  report: ClinicalReport,
): Promise<string> {
  const { store } = context
  const request = store.findRequest(id)
  const alert = store.findAlert(id)
  // A report that was erased stays so: of a request there is nothing left by which it could be known, of an alert there is.
  if (request) return ofRequest(context, request, report)
  if (alert && !store.isReportErased(id)) return ofAlert(context, alert, report)
  throw new RefusedError('REQUEST_NOT_OPEN', `The request ${id} was not announced here.`)
}

async function ofRequest(
  context: GatewayContext,
  held: HeldRequest,
  report: ClinicalReport,
): Promise<string> {
  const { requestId, request } = held
  const secret = await ownSecret(context, held)
  const outputHash = await outputHashOf(secret, requestId, report)
  secret.fill(0)
  const landed = await read(context.contracts.inferenceOracle.outputHashOf(requestId))
  const patient = request.records[0]?.patient
  if (outputHash === landed && patient) return patient
  throw mismatch(requestId)
}

async function ofAlert(
  context: GatewayContext,
  { alertId, standingId, recordId }: HeldAlert,
  report: ClinicalReport,
): Promise<string> {
  const { contracts, store } = context
  const held = store.findStanding(standingId)
  if (!held) throw new RefusedError('REQUEST_NOT_OPEN', `The request ${alertId} was not announced here.`)
  const secret = await standingSecret(context, held)
  const reportHash = await outputHashOf(secret, alertId, report)
  secret.fill(0)
  const landed = await read(contracts.monitoring.alertOf(alertId))
  const severity = SEVERITIES[Number(landed.severity)]
  if (landed.raisedAt === 0n || !severity) throw mismatch(alertId)
  const { outputHash } = alertReport(
    contracts,
    held.standing,
    { eventHash: recordId, severity, reportHash },
    ZeroHash,
  )
  if (dataSlice(outputHash, 0, ALERT_DIGEST_BYTES) === landed.digest) return held.standing.patient
  throw mismatch(alertId)
}

const mismatch = (id: string) =>
  new IntegrityError('REPORT_MISMATCH', `This is not the report of ${id} that landed on chain.`)
