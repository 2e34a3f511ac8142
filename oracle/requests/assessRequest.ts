import type { Contracts } from '../../sdk/chain/contracts.ts'
import { parseBundle } from '../../sdk/fhir/parseBundle.ts'
import { didOf } from '../../sdk/identity/did.ts'
import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'
import { composeReport } from '../inference/composeReport.ts'
import type { ShippedModel } from '../models/shippedModel.ts'
import { requirePinnedBackend } from '../runtime/tensorflow.ts'
import type { OpenedRequest } from './openRequest.ts'

/**
 * Turns an opened request into its report: runs the model, explains it, writes FHIR. A pure function of the request, the
 * record and the model, so that every honest node writes the same bytes.
 */
export type Assessor = (contracts: Contracts, opened: OpenedRequest) => ClinicalReport

/**
 * The assessor of one model over the records of a request, each a FHIR Bundle.
 * @throws IntegrityError RUNTIME_NOT_PINNED where the back-end is not the pinned one at the time of a request
 */
export const modelAssessor =
  (model: ShippedModel): Assessor =>
  (contracts, { requestId, request, requestedAt, patient, recordIds, bundles }) => {
    requirePinnedBackend()
    const entry = bundles.flatMap((bytes) => [...parseBundle(bytes).entry])
    const asOf = new Date(requestedAt * 1000)
    return composeReport({
      model,
      assessment: model.assess({ resourceType: 'Bundle', type: 'collection', entry }, asOf),
      patientDid: didOf(contracts.chainId, patient),
      request: {
        requestId,
        patient,
        requester: request.requester,
        recordIds,
        requestedAt: asOf.toISOString(),
      },
    })
  }
