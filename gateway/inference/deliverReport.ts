import { canonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import type { ReportRecord } from '../../sdk/gateway/protocol.ts'
import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'
import { sha256 } from '../../sdk/records/sha256.ts'
import type { GatewayContext } from '../context.ts'
import { anchorHeld } from '../records/anchorHeld.ts'
import { keep } from '../records/ingest.ts'
import { requireEnrolled } from '../requireEnrolled.ts'
import { patientOfLanded } from './landedReport.ts'

const MEDIA_TYPE = 'application/vnd.salus.risk-report+json'

/**
 * Keeps a landed report, of a request or of an alert, as an ordinary record of the patient. Anyone may hand it in: only the bytes whose hash a quorum
 * put on chain are taken, and only once.
 * @throws RefusedError REQUEST_NOT_OPEN, IntegrityError REPORT_MISMATCH
 */
export function deliverReport(
  context: GatewayContext,
  requestId: string,
  report: ClinicalReport,
): Promise<ReportRecord> {
  return context.keys(requestId, async () => {
    const { store } = context
    const kept = store.findReport(requestId)
    if (kept) {
      if (!kept.isAnchored) await anchorHeld(context, kept)
      return { requestId, recordId: kept.recordId }
    }
    const patient = await patientOfLanded(context, requestId, report)
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
