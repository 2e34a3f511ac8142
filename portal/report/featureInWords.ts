import type { ReportedFeature } from '../../sdk/inference/clinicalReport.ts'

/** A value of a feature that the record gives and the model did not take. */
export const tooOld = 'too old or undated'

/** The value that the model used, or what it did instead: never a value of the record that it did not use. */
export function valueInWords({ received, status, used }: ReportedFeature): string {
  const instead = used === null ? 'not used' : 'filled in'
  if (received === null) {
    return used === null ? 'not in the record' : `${instead} (not in the record)`
  }
  return status === 'stale' ? `${instead} (record: ${received.display}, ${tooOld})` : received.display
}
