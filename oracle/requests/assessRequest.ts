import type { Contracts } from '../../sdk/chain/contracts.ts'
import { parseBundle } from '../../sdk/fhir/parseBundle.ts'
import { readFeatures } from '../../sdk/fhir/readFeatures.ts'
import { didOf } from '../../sdk/identity/did.ts'
import type { RiskReport } from '../../sdk/inference/riskReport.ts'
import { assess } from '../inference/assess.ts'
import { composeRiskReport } from '../inference/composeRiskReport.ts'
import type { LoadedModel } from '../models/loadModel.ts'
import type { OpenedRequest } from './openRequest.ts'

/**
 * Turns an opened request into its report: runs the model, explains it, writes FHIR. A pure function of the request, the
 * record and the model, so that every honest node writes the same bytes.
 */
export type Assessor = (contracts: Contracts, opened: OpenedRequest) => RiskReport

/** The assessor of one model over the records of a request, each a FHIR Bundle. */
export const modelAssessor =
  (model: LoadedModel, modelVersion: string): Assessor =>
  (contracts, { requestId, request, requestedAt, patient, recordIds, bundles }) => {
    const entry = bundles.flatMap((bytes) => [...parseBundle(bytes).entry])
    const readings = readFeatures(
      { resourceType: 'Bundle', type: 'collection', entry },
      model.card.features,
      {
        asOf: new Date(requestedAt * 1000),
      },
    )
    return composeRiskReport({
      model,
      modelVersion,
      assessment: assess(model, readings),
      patientDid: didOf(contracts.chainId, patient),
      request: {
        requestId,
        patient,
        requester: request.requester,
        recordIds,
        requestedAt: new Date(requestedAt * 1000).toISOString(),
      },
    })
  }
