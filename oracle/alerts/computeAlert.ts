import { ZeroHash } from 'ethers'
import type { Alert } from '../../sdk/monitoring/alert.ts'
import type { Assessor } from '../requests/assessRequest.ts'
import type { RequestOpener } from '../requests/openRequest.ts'
import { type Answer, computeAnswer } from '../requests/signAnswer.ts'
import { openAlert } from './openAlert.ts'
import { severityOfOutcome } from './severityOfOutcome.ts'
import type { WatchedRecord } from './watchedRecord.ts'

export interface ComputedAlert extends Pick<Answer, 'request' | 'clinicalReport'> {
  readonly alert: Alert
}

/**
 * Opens a watched record and assesses it as of its anchor: the same for every honest node, whenever and however often it
 * computes. The secret and the plaintext are wiped.
 * @throws as `openAlert`, InvalidInputError where the model may not read the record
 */
export async function computeAlert(
  opener: RequestOpener,
  assessor: Assessor,
  watched: WatchedRecord,
  signal: AbortSignal,
): Promise<ComputedAlert> {
  const opened = await openAlert(opener, watched, signal)
  const { request, clinicalReport, outputHash } = await computeAnswer(opener, assessor, opened)
  const [eventHash = ZeroHash] = watched.request.recordIds
  const severity = severityOfOutcome(clinicalReport.outcome)
  return { request, clinicalReport, alert: { eventHash, severity, reportHash: outputHash } }
}
