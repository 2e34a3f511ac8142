import { parseBundle } from '../../../sdk/fhir/parseBundle.ts'
import { type Subject, subjectOf } from '../../../sdk/fhir/subjectOf.ts'
import { readRows } from '../readRows.ts'
import { assessAll } from './assess.ts'
import type { RiskAssessment, RiskModel } from './riskModel.ts'
import { rowReadings } from './rowReadings.ts'

export interface BundleDiagnosis {
  readonly subject: Subject
  readonly assessment: RiskAssessment
}

export interface RowDiagnosis {
  /** Line in the table, from 1. */
  readonly line: number
  /** As the table gives it, null without one. */
  readonly label: number | null
  readonly assessment: RiskAssessment
}

/**
 * Assesses the patient of a FHIR Bundle.
 *
 * @param asOf time of the assessment, which decides what is stale
 * @throws InvalidInputError see `parseBundle` and `readFeatures`
 */
export function diagnoseBundle(model: RiskModel, bytes: Uint8Array, asOf: Date): BundleDiagnosis {
  const bundle = parseBundle(bytes)
  return { subject: subjectOf(bundle), assessment: model.assess(bundle, asOf) }
}

/**
 * Assesses every row of a table in UCI `processed.*.data` form.
 *
 * @throws InvalidInputError ROWS_INVALID
 */
export function diagnoseRows(model: RiskModel, text: string): RowDiagnosis[] {
  const { rows } = readRows(text, model.preprocessing.features)
  const assessments = assessAll(
    model,
    rows.map(({ values }) => rowReadings(model.card.features, values)),
  )
  return rows.map(({ line, label }, index) => ({
    line,
    label,
    assessment: assessments[index] as RiskAssessment,
  }))
}
