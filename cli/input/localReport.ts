import { id, keccak256 } from 'ethers'
import { composeReport } from '../../oracle/inference/composeReport.ts'
import type { Assessment, ShippedModel } from '../../oracle/models/shippedModel.ts'
import type { Bundle } from '../../sdk/fhir/bundle.ts'
import { subjectOf } from '../../sdk/fhir/subjectOf.ts'
import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'

/**
 * A report that nobody asked the committee for, and nobody signs: for the page of this machine alone. Its id is a hash of
 * what it was computed from.
 *
 * @param bytes the Bundle as it was given
 * @throws InvalidInputError SUBJECT_INVALID
 */
export function composeLocalReport(
  model: ShippedModel,
  bundle: Bundle,
  bytes: Uint8Array,
  assessment: Assessment,
  asOf: Date,
): ClinicalReport {
  const { did, reference } = subjectOf(bundle)
  const patient = did ?? reference ?? 'not named'
  return composeReport({
    model,
    assessment,
    request: {
      requestId: id(`${model.version} ${keccak256(bytes)} ${asOf.toISOString()}`),
      patient,
      requester: 'nobody',
      recordIds: [],
      requestedAt: asOf.toISOString(),
    },
    patientDid: patient,
  })
}
