import type {
  Outcome,
  ReportedFeature,
  ReportedModel,
  ReportedRequest,
} from '../../../sdk/inference/clinicalReport.ts'

export type Json = Record<string, unknown>

export interface FhirInput {
  readonly request: ReportedRequest
  readonly model: ReportedModel
  readonly outcome: Outcome
  readonly features: readonly ReportedFeature[]
  /** The patient's decentralised identifier. */
  readonly patientDid: string
  readonly limits: readonly string[]
}

/** What one kind of outcome adds to the Bundle. */
export interface Findings {
  /** Of what was measured at another time than that of the request: effective[x] of the report and its Observations. */
  readonly effective?: Json
  /** In words, for DiagnosticReport.conclusion and the narratives. */
  readonly conclusion: string
  /** At least one: the first is what the report is about. */
  readonly observations: readonly Finding[]
  /** What RiskAssessment.prediction says, or null where nothing is predicted. */
  readonly predictions: readonly Json[] | null
}

export interface Finding {
  /** Unique within the report: the id of the resource is made from it. */
  readonly name: string
  /** Observation without what all of them have: id, subject, time, device. */
  readonly elements: Json
}
