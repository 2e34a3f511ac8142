import type { OpenedReport } from '../../../portal/report/openedReport.ts'
import type { AuditBundle } from '../../../sdk/audit/auditBundle.ts'
import { attest } from '../../../sdk/clinical/attest.ts'
import { openRequest } from '../../../sdk/clinical/openRequest.ts'
import { bytesToHex } from '../../../sdk/crypto/bytes.ts'
import { gatewayClient } from '../../../sdk/gateway/client.ts'
import { askForReport } from '../../../sdk/inference/askForReport.ts'
import { awaitReport } from '../../../sdk/inference/awaitReport.ts'
import { readLandedReport } from '../../../sdk/inference/landedReport.ts'
import { openReport } from '../../../sdk/inference/openReport.ts'
import { preparedRequestText } from '../../../sdk/inference/preparedRequest.ts'
import { requestRecord } from '../../../sdk/records/requestRecord.ts'
import type { LocalNetwork } from '../startLocalNetwork.ts'
import type { Care } from './care.ts'

/** Seconds that four nodes are waited for. */
const PATIENCE = 180

export interface ExampleReport {
  /** The request with its secret, as a file: with it the clinician opens the report again. */
  readonly request: string
  /** What the clinician can hand to an auditor. */
  readonly bundle: AuditBundle
  readonly opened: OpenedReport
}

/** The clinician asks the committee about a record, reads the report that lands, and agrees with it. */
export async function prepareReport(
  { deployment, gateway, actors }: LocalNetwork,
  { clinician: { contracts, wallet, identity }, access, heart }: Care,
  modelVersion: string,
): Promise<ExampleReport> {
  const { chainId } = deployment
  const release = async (recordId: string) =>
    (await requestRecord(contracts, wallet, access.gateway, { recordId, purpose: 'TREAT' })).record
  const { ref, manifest, salt, locator } = await release(heart.recordId)
  const prepared = await askForReport(contracts, access.gateway, {
    requester: wallet.address,
    modelVersion,
    purpose: 'TREAT',
    records: [ref],
    impression: { likelihood: 'likely', note: 'Pain on effort for two months.' },
  })
  const { requestId, request, secret, impression } = prepared
  const landing = await awaitReport(contracts, access.gateway, requestId, { patience: PATIENCE })
  const landed = await readLandedReport(contracts, requestId)
  const reader = { contracts, content: access.content, grantee: wallet.address, identity }
  const released = await release(landing.recordId)
  const report = await openReport(reader, secret, landed, landing.recordId, released)
  const asked = await openRequest(access, requestId)
  await attest(access, asked, { verdict: 'agreed' }, { load: async () => null, save: async () => undefined })

  const staff = gatewayClient({ url: gateway.url, staffToken: actors.hospital.seed })
  await staff.anchorDisclosures()
  const listed = await staff.listDisclosures(heart.recordId)
  return {
    request: preparedRequestText(chainId, prepared),
    bundle: {
      format: 'salus-audit/1',
      chainId,
      record: { ref, manifest, salt, locator },
      request,
      disclosures: listed.flatMap(({ receipt, proof }) => (proof ? [{ receipt, proof }] : [])),
    },
    opened: {
      format: 'salus-opened-report/1',
      chainId,
      requestId,
      request,
      secret: bytesToHex(secret),
      report,
      impression,
      patient: asked.identifiers,
    },
  }
}
