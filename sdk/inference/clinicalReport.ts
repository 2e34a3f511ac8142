import type { Bundle } from '../fhir/bundle.ts'

/**
 * What a quorum signs about one request, as canonical JSON (RFC 8785). It is a pure function of the finalised
 * request, the records and the model version: times come from the request's block and ids from the requestId, so
 * that every honest node writes the same bytes. Every number in it is rounded to at most 4 decimals.
 */
export interface ClinicalReport {
  readonly format: 'salus-report/1'
  readonly request: ReportedRequest
  readonly model: ReportedModel
  readonly outcome: Outcome
  /** One entry per feature of the model card, in the card's order; empty for a model of a signal. */
  readonly features: readonly ReportedFeature[]
  /** The same for machines: FHIR R4 resources of this report, each with an id made from the requestId. */
  readonly fhir: ReportBundle
  /** Said on every report: what a quorum proves and what it does not. */
  readonly limits: readonly string[]
}

/** A Bundle of type collection: DiagnosticReport, Observations, RiskAssessment where something is predicted, Provenance. */
export interface ReportBundle extends Bundle {
  readonly id: string
  readonly identifier: Readonly<Record<string, unknown>>
  readonly timestamp: string
}

export const SURVIVAL_CALIBRATION_YEARS = 5

/** What kind of answer a model gives. */
export type ModelKind = AnsweredOutcome['kind']

export type AnsweredOutcome = RiskOutcome | SurvivalOutcome | ScoreOutcome | RhythmOutcome
export type Outcome = AnsweredOutcome | AbstainedOutcome

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
  readonly kind: ModelKind
  /** Figures on people the model had not seen, as the card states them. */
  readonly figures: readonly ReportedFigure[]
  /**
   * Calibration by bins of predicted risk, on cases not seen in training; empty where no risk is predicted. Of a survival
   * model it is the risk of the event within `SURVIVAL_CALIBRATION_YEARS`, of a score the forecast of its trend.
   */
  readonly calibration: readonly CalibrationBin[]
  readonly intendedUse: string
}

export interface ReportedFigure {
  /** As 'AUC'. */
  readonly name: string
  /** What it says and which way is better, in a sentence for a clinician. */
  readonly meaning: string
  readonly value: number
}

export interface CalibrationBin {
  readonly from: number
  readonly to: number
  /** People, of a score forecasts: several of each person. */
  readonly count: number
  readonly meanPredicted: number
  /** Share with the condition; of a survival model a Kaplan–Meier estimate, since not everybody was followed so long. */
  readonly observed: number
}

/** Probability of a condition. */
export interface RiskOutcome {
  readonly status: 'answered'
  readonly kind: 'risk'
  /** Probability of the condition, 0 to 1. */
  readonly probability: number
  /** Spread of the estimate, 0 to 1: see the model card for how it was made. */
  readonly interval: readonly [low: number, high: number]
  readonly condition: string
  /** Probability that the explanation starts from, 0 to 1: a point of reference, no share of people. */
  readonly baseline: number
  /** Share of the people in the training rows who had the condition, 0 to 1. */
  readonly prevalence: number
  /**
   * Where the model says that the condition is there: the least change of actionable features with which it would no longer
   * say so; null for other answers and where no change within the training range does.
   */
  readonly counterfactual: Counterfactual | null
  readonly abstention: AbstentionRule
}

/** How the model would answer if some values were different. It describes the model; it is no promise about a treatment. */
export interface Counterfactual {
  readonly changes: readonly { readonly feature: string; readonly from: number; readonly to: number }[]
  readonly probability: number
}

/** Chance of living without an event over the years: a curve, not a number. */
export interface SurvivalOutcome {
  readonly status: 'answered'
  readonly kind: 'survival'
  /** The event, as 'Recurrence of breast cancer or death'. */
  readonly condition: string
  /** Ascending by time; the interval is over bootstrap refits. */
  readonly curve: readonly SurvivalPoint[]
  /** The same curve of a person with average values, whom the model reads at the means of its training data. */
  readonly reference: readonly { readonly years: number; readonly share: number }[]
  /** Years after which half are expected to have had the event, or null where the curve does not fall that far. */
  readonly medianYears: number | null
  /** Hazard relative to that of the reference. */
  readonly relativeHazard: number
  readonly abstention: AbstentionRule
}

export interface SurvivalPoint {
  readonly years: number
  /** Share expected to be free of the event, 0 to 1. */
  readonly share: number
  readonly interval: readonly [low: number, high: number]
}

/** An early-warning score by a published chart, and where it is heading. */
export interface ScoreOutcome {
  readonly status: 'answered'
  readonly kind: 'score'
  readonly condition: string
  readonly score: number
  readonly maximum: number
  readonly band: 'low' | 'low-medium' | 'medium' | 'high'
  /** What the chart says is due: how soon to look again, whom to call. */
  readonly response: string
  /** Which choices of the chart were made and why, as the SpO2 scale. */
  readonly choices: readonly string[]
  /** The score at each time that has all parameters, oldest first; the last is `score`. */
  readonly series: readonly { readonly time: string; readonly score: number }[]
  /** What the last hours say of the next ones; null with the reason where they say nothing. */
  readonly trend:
    | {
        readonly probability: number
        readonly hours: number
        readonly text: string
        readonly drivers: readonly string[]
      }
    | { readonly probability: null; readonly text: string }
  readonly abstention: AbstentionRule
}

/** What a single-lead electrocardiogram shows of the rhythm. */
export interface RhythmOutcome {
  readonly status: 'answered'
  readonly kind: 'rhythm'
  readonly condition: string
  readonly screen: 'regular' | 'irregular' | 'inconclusive'
  readonly screenText: string
  /** When the signal was recorded, its first sample and its last: ISO 8601, without a time of day where the record has none. */
  readonly recordedFrom: string
  readonly recordedTo: string
  readonly durationSeconds: number
  readonly samplingHertz: number
  readonly beats: number
  /** Beats per minute over the usable signal. */
  readonly heartRate: number
  /**
   * Milliseconds, of the intervals between normal beats (Task Force 1996). null where the recording is too short or too
   * few of its beats are normal, as `variabilityText` says.
   */
  readonly sdnn: number | null
  readonly rmssd: number | null
  /** What the two figures were made from, or why there is none: a sentence for the reader. */
  readonly variabilityText: string
  /** Share of the signal that is noisy, missing or flat, 0 to 1. */
  readonly noiseShare: number
  /** Longest readable time between two beats, in seconds: without those across noisy, missing or flat signal. */
  readonly longestGapSeconds: number
  /** Heart rate in beats per minute by equal pieces of the recording, null where not readable. */
  readonly rateSeries: { readonly stepSeconds: number; readonly rates: readonly (number | null)[] }
  /** A short piece of the signal to look at, with the detected beats. */
  readonly excerpt: {
    readonly startSeconds: number
    readonly samplingHertz: number
    /** null where a sample is missing. */
    readonly millivolts: readonly (number | null)[]
    /** Seconds from the start of the excerpt. */
    readonly beats: readonly number[]
  }
  readonly abstention: AbstentionRule
}

export interface AbstainedOutcome {
  readonly status: 'abstained'
  readonly condition: string
  readonly reasons: readonly AbstentionReason[]
  /** How soon to look at the patient, where what is known, or cannot be believed, calls for it; of a score only. */
  readonly urgency?: 'medium' | 'critical'
  readonly abstention: AbstentionRule
}

export interface AbstentionRule {
  /** The rule in words, for the reader. */
  readonly text: string
  /** Where the model predicts a probability: it abstains when that lies strictly between these. */
  readonly uncertainBetween?: readonly [low: number, high: number]
  /** Share of people whose prediction set is made to hold what they have, where the band is of such sets. */
  readonly coverage?: number
}

export interface AbstentionReason {
  readonly code:
    | 'missing-feature'
    | 'out-of-range'
    | 'stale'
    | 'uncertain'
    | 'out-of-distribution'
    /** The model is not made for people like this one, as a child for an adults' score. */
    | 'out-of-population'
    /** A signal too noisy or too short. */
    | 'unreadable'
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
  /** 'stale': what the record gives is undated or too old, and was not used. */
  readonly status: 'present' | 'missing' | 'stale'
  /** The value the model used, or null where it used none. */
  readonly used: number | null
  /**
   * Additive contribution from the baseline: to the log-odds of a risk, the log of a relative hazard, the points of a
   * score; 0 where the model abstained.
   */
  readonly contribution: number
}
