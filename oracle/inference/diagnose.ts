import { parseBundle } from '../../sdk/fhir/parseBundle.ts'
import { readFeatures } from '../../sdk/fhir/readFeatures.ts'
import { type Subject, subjectOf } from '../../sdk/fhir/subjectOf.ts'
import type { LoadedModel } from '../models/loadModel.ts'
import { readRows } from '../models/readRows.ts'
import { type Assessment, assess, assessAll } from './assess.ts'
import { rowReadings } from './rowReadings.ts'

export interface BundleDiagnosis {
  readonly subject: Subject
  readonly assessment: Assessment
}

export interface RowDiagnosis {
  /** Line in the table, from 1. */
  readonly line: number
  /** As the table gives it, null without one. */
  readonly label: number | null
  readonly assessment: Assessment
}

/**
 * Assesses the patient of a FHIR Bundle.
 *
 * @param asOf time of the assessment, which decides what is stale
 * @throws InvalidInputError see `parseBundle` and `readFeatures`
 */
export function diagnoseBundle(model: LoadedModel, bytes: Uint8Array, asOf: Date): BundleDiagnosis {
  const bundle = parseBundle(bytes)
  const readings = readFeatures(bundle, model.card.features, { asOf })
  return { subject: subjectOf(bundle), assessment: assess(model, readings) }
}

/**
 * Assesses every row of a table in UCI `processed.*.data` form.
 *
 * @throws InvalidInputError ROWS_INVALID
 */
export function diagnoseRows(model: LoadedModel, text: string): RowDiagnosis[] {
  const { rows } = readRows(text, model.preprocessing.features)
  const assessments = assessAll(
    model,
    rows.map(({ values }) => rowReadings(model.card.features, values)),
  )
  return rows.map(({ line, label }, index) => ({ line, label, assessment: assessments[index] as Assessment }))
}
