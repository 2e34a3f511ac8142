import { IntegrityError } from '../errors/index.ts'
import { openRecord, type RecordReader } from '../records/openRecord.ts'
import type { ReleasedRecord } from '../records/releasedRecord.ts'
import type { ClinicalReport } from './clinicalReport.ts'
import type { LandedReport } from './landedReport.ts'
import { outputHashOf } from './outputHash.ts'

/**
 * Opens the record of a report and checks that it is the very report that the quorum signed.
 * @throws IntegrityError REPORT_MISMATCH; as {@link openRecord}
 */
export async function openReport(
  reader: RecordReader,
  secret: Uint8Array,
  landed: LandedReport,
  recordId: string,
  released: ReleasedRecord,
): Promise<ClinicalReport> {
  const bytes = await openRecord(reader, recordId, released)
  const report = parse(bytes)
  if (report && (await outputHashOf(secret, landed.requestId, report)) === landed.outputHash) return report
  throw new IntegrityError(
    'REPORT_MISMATCH',
    `The record ${recordId} does not hold the report that landed for the request ${landed.requestId}.`,
  )
}

/** Of any shape until its hash holds: then it is what a quorum of nodes composed. */
function parse(bytes: Uint8Array): ClinicalReport | undefined {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as ClinicalReport
  } catch {
    return undefined
  }
}
