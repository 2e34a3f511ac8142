import { read } from '../../sdk/chain/send.ts'
import { canonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import { IntegrityError, RefusedError } from '../../sdk/errors/index.ts'
import type { ReportRecord } from '../../sdk/gateway/protocol.ts'
import { outputHashOf } from '../../sdk/inference/outputHash.ts'
import type { RiskReport } from '../../sdk/inference/riskReport.ts'
import { sha256 } from '../../sdk/records/sha256.ts'
import type { GatewayContext } from '../context.ts'
import { anchorHeld } from '../records/anchorHeld.ts'
import { keep } from '../records/ingest.ts'
import { requireEnrolled } from '../requireEnrolled.ts'
import { ownSecret } from './ownSecret.ts'

const MEDIA_TYPE = 'application/vnd.salus.risk-report+json'

/**
 * Keeps a landed report as an ordinary record of the patient. Anyone may hand it in: only the bytes whose hash a quorum
 * put on chain are taken, and only once.
 * @throws RefusedError REQUEST_NOT_OPEN, IntegrityError REPORT_MISMATCH
 */
export function deliverReport(
  context: GatewayContext,
  requestId: string,
  report: RiskReport,
): Promise<ReportRecord> {
  return context.keys(requestId, async () => {
    const { contracts, store } = context
    const kept = store.findReport(requestId)
    if (kept) {
      if (!kept.isAnchored) await anchorHeld(context, kept)
      return { requestId, recordId: kept.recordId }
    }
    const held = store.findRequest(requestId)
    const patient = held?.request.records[0]?.patient
    if (!held || !patient) {
      throw new RefusedError('REQUEST_NOT_OPEN', `The request ${requestId} was not announced here.`)
    }

    const secret = await ownSecret(context, held)
    const outputHash = await outputHashOf(secret, requestId, report)
    secret.fill(0)
    if (outputHash !== (await read(contracts.inferenceOracle.outputHashOf(requestId)))) {
      throw new IntegrityError(
        'REPORT_MISMATCH',
        `This is not the report of ${requestId} that landed on chain.`,
      )
    }
    await requireEnrolled(context, patient)
    const content = canonicalJson(report)
    const record = await keep(context, {
      patient,
      category: 'risk-reports',
      mediaType: MEDIA_TYPE,
      size: content.length,
      sha256: await sha256(content),
      content: [content],
      predecessor: null,
      reportOf: requestId,
    })
    await anchorHeld(context, record)
    return { requestId, recordId: record.recordId }
  })
}
