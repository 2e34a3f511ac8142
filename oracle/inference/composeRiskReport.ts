import type { ReportedModel, ReportedRequest, RiskReport } from '../../sdk/inference/riskReport.ts'
import { STANDING_LIMITS } from '../../sdk/inference/standingLimits.ts'
import type { LoadedModel } from '../models/loadModel.ts'
import type { Assessment } from './assess.ts'
import { composeFhir } from './composeFhir.ts'

export interface RiskReportInput {
  readonly model: LoadedModel
  /** Id of the model version in the ModelRegistry, 0x-hex of 32 bytes. */
  readonly modelVersion: string
  readonly assessment: Assessment
  readonly request: ReportedRequest
  /** The patient's decentralised identifier, as the Bundle and the FHIR resources name the patient. */
  readonly patientDid: string
}

/**
 * Writes the report that a quorum signs. Pure: the same request, record and model version give the same bytes under
 * RFC 8785.
 */
export function composeRiskReport(input: RiskReportInput): RiskReport {
  const { assessment, request } = input
  const model = reportedModel(input.model, input.modelVersion)
  const limits = [...STANDING_LIMITS, ...input.model.card.limits]
  const { outcome, features } = assessment
  const fhir = composeFhir({ request, model, outcome, patientDid: input.patientDid, limits })
  return { format: 'salus-risk-report/1', request, model, outcome, features, fhir, limits }
}

function reportedModel({ card, hashes }: LoadedModel, modelVersion: string): ReportedModel {
  const { auc, brier, ece } = card.metrics.crossValidated
  return {
    name: card.name,
    title: card.title,
    modelVersion,
    cardHash: hashes.cardHash,
    weightsHash: hashes.weightsHash,
    metrics: { auc: auc.value, brier: brier.value, ece: ece.value },
    calibration: card.calibration,
    intendedUse: card.intendedUse,
  }
}
