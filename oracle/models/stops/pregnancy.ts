import type { Bundle } from '../../../sdk/fhir/bundle.ts'
import { codeSystems, type FeatureSpec } from '../../../sdk/fhir/featureSpec.ts'
import { observationCodes } from '../../../sdk/fhir/observationCodes.ts'
import { observationTimeOf } from '../../../sdk/fhir/observationTime.ts'
import { readFeatures } from '../../../sdk/fhir/readFeatures.ts'

const { loinc } = codeSystems
const dayMilliseconds = 86_400_000
const statementCode = '82810-3'

/** What a record states of a pregnancy. The answers are those of LOINC's own list LL4129-4. */
export const pregnancySpec: FeatureSpec = {
  name: 'pregnancy',
  label: 'Pregnancy',
  unit: '1',
  sources: [
    {
      kind: 'coded',
      system: loinc,
      code: statementCode,
      values: [
        { system: loinc, code: 'LA26683-5', display: 'Not pregnant', value: 0 },
        { system: loinc, code: 'LA15173-0', display: 'Pregnant', value: 1 },
        { system: loinc, code: 'LA4489-6', display: 'Unknown', value: 2 },
      ],
    },
  ],
  possible: [0, 2],
  allowed: [0, 1, 2],
  // A statement of pregnancy outlives the pregnancy by at most this.
  maximumAgeDays: 300,
}

/** All that matters of the statements so far, in whatever order they came. Milliseconds since 1970. */
export interface PregnancyHistory {
  readonly isPregnantUndated: boolean
  readonly lastPregnant: number
  readonly lastNotPregnant: number
}

export const noPregnancyHistory: PregnancyHistory = {
  isPregnantUndated: false,
  lastPregnant: Number.NEGATIVE_INFINITY,
  lastNotPregnant: Number.NEGATIVE_INFINITY,
}

/**
 * @param value as `pregnancySpec` codes it
 * @param time null where undated
 */
export function withStatement(
  history: PregnancyHistory,
  value: number,
  time: number | null,
): PregnancyHistory {
  if (value === 1) {
    if (time === null) return { ...history, isPregnantUndated: true }
    return { ...history, lastPregnant: Math.max(history.lastPregnant, time) }
  }
  if (value !== 0 || time === null) return history
  return { ...history, lastNotPregnant: Math.max(history.lastNotPregnant, time) }
}

/**
 * A stop has to hold in doubt: "pregnant" without a date counts as said today, and only a later "not pregnant" takes a dated
 * one back, "unknown" never.
 *
 * @returns null where the record does not say
 */
export function isPregnantAt(history: PregnancyHistory, asOf: Date): boolean | null {
  const { isPregnantUndated, lastPregnant, lastNotPregnant } = history
  const oldest = asOf.getTime() - pregnancySpec.maximumAgeDays * dayMilliseconds
  if (isPregnantUndated) return true
  if (lastPregnant >= oldest && lastPregnant >= lastNotPregnant) return true
  return lastNotPregnant >= oldest ? false : null
}

/**
 * The same of a whole record. A statement that is too old, or dated after the assessment, is not read.
 *
 * @throws InvalidInputError as `readFeatures`
 */
export function isPregnantIn(bundle: Bundle, asOf: Date): boolean | null {
  const oldest = asOf.getTime() - pregnancySpec.maximumAgeDays * dayMilliseconds
  let history = noPregnancyHistory
  for (const { resource } of bundle.entry) {
    if (resource?.resourceType !== 'Observation' || !observationCodes(resource).has(statementCode)) continue
    const dated = observationTimeOf(resource)
    const time = 'fault' in dated ? null : dated.time
    // A day of grace for clocks and time zones, as every feature has.
    if (time !== null && (time < oldest || time > asOf.getTime() + dayMilliseconds)) continue
    const own = { resourceType: 'Bundle', type: 'collection', entry: [{ resource }] } as const
    const [reading] = readFeatures(own, [pregnancySpec], { asOf })
    if (reading && reading.value !== null) history = withStatement(history, reading.value, time)
  }
  return isPregnantAt(history, asOf)
}
