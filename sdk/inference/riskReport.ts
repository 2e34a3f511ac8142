/**
 * What a quorum signs about one request, as canonical JSON (RFC 8785). It is a pure function of the finalised
 * request, the record and the model version: times come from the request's block and ids from the requestId, so
 * that every honest node writes the same bytes. Probabilities are rounded to 4 decimals, contributions to 4.
 */
export interface RiskReport {
  readonly format: 'salus-risk-report/1'
  readonly request: ReportedRequest
  readonly model: ReportedModel
  readonly outcome: AnsweredOutcome | AbstainedOutcome
  /** One entry per feature of the model card, in the card's order. */
  readonly features: readonly ReportedFeature[]
  readonly fhir: {
    readonly diagnosticReport: Record<string, unknown>
    readonly riskAssessment: Record<string, unknown>
  }
  /** Said on every report: what a quorum proves and what it does not. */
  readonly limits: readonly string[]
}

export interface ReportedRequest {
  readonly requestId: string
  readonly patient: string
  readonly requester: string
  readonly recordIds: readonly string[]
  /** ISO 8601, the time of the block in which the request landed. */
  readonly requestedAt: string
}

export interface ReportedModel {
  readonly name: string
  readonly title: string
  readonly modelVersion: string
  readonly cardHash: string
  readonly weightsHash: string
  /** Cross-validated figures as the card states them. */
  readonly metrics: { readonly auc: number; readonly brier: number; readonly ece: number }
  /** Calibration by equal-width bins of predicted risk, from out-of-fold predictions. */
  readonly calibration: readonly CalibrationBin[]
  readonly intendedUse: string
}

export interface CalibrationBin {
  readonly from: number
  readonly to: number
  readonly count: number
  readonly meanPredicted: number
  readonly observed: number
}

export interface AnsweredOutcome {
  readonly status: 'answered'
  /** Probability of the condition, 0 to 1. */
  readonly probability: number
  /** Spread of the estimate, 0 to 1: see the model card for how it was made. */
  readonly interval: readonly [low: number, high: number]
  readonly condition: string
  /** Probability at the average log-odds of the training rows, 0 to 1: where the attributions start from. */
  readonly baseline: number
  readonly abstention: AbstentionRule
}

export interface AbstainedOutcome {
  readonly status: 'abstained'
  readonly condition: string
  readonly reasons: readonly AbstentionReason[]
  readonly abstention: AbstentionRule
}

export interface AbstentionRule {
  /** The rule in words, for the reader. */
  readonly text: string
  /** The model abstains when the probability lies strictly between these. */
  readonly uncertainBetween: readonly [low: number, high: number]
}

export interface AbstentionReason {
  readonly code: 'missing-feature' | 'out-of-range' | 'stale' | 'uncertain' | 'out-of-distribution'
  /** The feature concerned, where there is one. */
  readonly feature?: string
  readonly text: string
}

export interface ReportedFeature {
  readonly name: string
  readonly label: string
  readonly unit: string
  /** The value as the record gives it, with its display text; null where the record has none. */
  readonly received: { readonly value: number; readonly display: string } | null
  /** The value the model used, or null where it used none. */
  readonly used: number | null
  /** Additive contribution to the log-odds, from the baseline; 0 where the model abstained. */
  readonly contribution: number
}
