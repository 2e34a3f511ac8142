import type { ClinicalReport, ReportedModel, ReportedRequest } from '../../sdk/inference/clinicalReport.ts'
import { STANDING_LIMITS } from '../../sdk/inference/standingLimits.ts'
import type { Assessment, ShippedModel } from '../models/shippedModel.ts'
import { composeFhir } from './fhir/composeFhir.ts'

export interface ReportInput {
  readonly model: ShippedModel
  readonly assessment: Assessment
  readonly request: ReportedRequest
  /** The patient's decentralised identifier, as the Bundle and the FHIR resources name the patient. */
  readonly patientDid: string
}

/**
 * Writes the report that a quorum signs. Pure: the same request, record and model version give the same bytes under
 * RFC 8785.
 */
export function composeReport(input: ReportInput): ClinicalReport {
  const { assessment, request } = input
  const model = reportedModel(input.model)
  const limits = [...STANDING_LIMITS, ...input.model.card.limits]
  const { outcome, features } = assessment
  const fhir = composeFhir({ request, model, outcome, features, patientDid: input.patientDid, limits })
  return { format: 'salus-report/1', request, model, outcome, features, fhir, limits }
}

function reportedModel({ kind, card, hashes, version, figures, calibration }: ShippedModel): ReportedModel {
  return {
    kind,
    name: card.name,
    title: card.title,
    modelVersion: version,
    cardHash: hashes.cardHash,
    weightsHash: hashes.weightsHash,
    figures,
    calibration,
    intendedUse: card.intendedUse,
  }
}
