import { read } from '../../../sdk/chain/send.ts'
import { openBundle } from '../../../sdk/clinical/clinicalAccess.ts'
import { type OpenedRequest, openRequest } from '../../../sdk/clinical/openRequest.ts'
import type { ListedRecord } from '../../../sdk/gateway/protocol.ts'
import { askForReport, type PreparedRequest, resumeAsking } from '../../../sdk/inference/askForReport.ts'
import { awaitReport } from '../../../sdk/inference/awaitReport.ts'
import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import type { Impression } from '../../../sdk/inference/impression.ts'
import type { LandedReport } from '../../../sdk/inference/landedReport.ts'
import { openReport } from '../../../sdk/inference/openReport.ts'
import { preparedRequestText } from '../../../sdk/inference/preparedRequest.ts'
import { readReportStanding } from '../../../sdk/inference/reportStanding.ts'
import { requestRecord } from '../../../sdk/records/requestRecord.ts'
import type { ActTools } from '../../acts/act.ts'
import type { ReportEvidence } from '../../report/evidence.ts'
import { gatherEvidence } from '../../report/gatherEvidence.ts'
import { accessOf, type ClinicalSetting, keepText } from './clinicalWork.ts'

/** Seconds that a report is waited for at once. */
const PATIENCE = 300

export interface Asking {
  readonly record: ListedRecord
  readonly modelVersion: string
  readonly impression: Pick<Impression, 'likelihood' | 'note'>
}

/**
 * Sends a request with the clinician's own impression in it. Before anything is paid for, the clinician is given its file.
 * @param onPrepared is told the request, with which {@link resumeAsking} goes on
 */
export async function ask(
  tools: ActTools,
  setting: ClinicalSetting,
  { record, modelVersion, impression }: Asking,
  onPrepared: (prepared: PreparedRequest) => void,
) {
  const { contracts, wallet } = tools
  const { ref } = await openBundle(accessOf(tools, setting), record.recordId)
  const question = {
    requester: wallet.account,
    modelVersion,
    purpose: 'TREAT' as const,
    records: [ref],
    impression,
  }
  return askForReport(contracts, setting.client, question, async (prepared) => {
    onPrepared(prepared)
    const text = preparedRequestText(contracts.deployment.chainId, prepared)
    keepText(text, 'request', prepared.requestId)
  })
}

/** A report that was opened and checked, with what is known beside it. */
export interface ReadReport {
  readonly opened: OpenedRequest
  readonly landed: LandedReport
  readonly report: ClinicalReport
  readonly evidence: ReportEvidence
}

/**
 * Waits for the report of a request, opens it and checks it. Who has the file of a colleague's request can read the report
 * too, as far as the patient lets them; but they cannot send the request.
 * @throws as the steps of it
 */
export async function readReport(
  tools: ActTools,
  setting: ClinicalSetting,
  prepared: PreparedRequest,
  onPhase: (phase: 'landing' | 'delivery') => void,
): Promise<ReadReport> {
  const { contracts, wallet, signer, signal, relaying } = tools
  const { requestId, request, secret } = prepared
  if (request.requester === wallet.account) await resumeAsking(contracts, setting.client, prepared)
  relaying()
  const { landed, recordId } = await awaitReport(contracts, setting.client, requestId, {
    patience: PATIENCE,
    onPhase,
    signal,
  })
  const access = accessOf(tools, setting, request.purpose)
  const opened = await openRequest(access, requestId)
  const { record } = await requestRecord(contracts, signer, setting.client, {
    recordId,
    purpose: request.purpose,
  })
  const { content, account: grantee, identity } = access
  const reader = { contracts, content, grantee, identity }
  const report = await openReport(reader, secret, landed, recordId, record)
  const evidence = await evidenceOf(tools, setting, prepared, { opened, landed })
  return { opened, landed, report, evidence }
}

/** What is known beside a report now: how it stands, and what clinicians made of it. */
export async function evidenceOf(
  { contracts }: Pick<ActTools, 'contracts'>,
  { client }: ClinicalSetting,
  { request, impression }: PreparedRequest,
  { opened, landed }: Pick<ReadReport, 'opened' | 'landed'>,
): Promise<ReportEvidence> {
  const { requestId, identifiers } = opened
  const [standing, kept] = await Promise.all([
    readReportStanding(contracts, request, landed),
    client.listAttestations(requestId, request.purpose),
  ])
  const statements = await Promise.all(
    kept.map(async ({ clinician, attestation }) => {
      const { commitment } = await read(contracts.inferenceOracle.attestationOf(requestId, clinician))
      return { ...attestation, commitment }
    }),
  )
  return gatherEvidence(
    contracts,
    { request, impression, patient: identifiers },
    landed,
    standing,
    statements,
  )
}
