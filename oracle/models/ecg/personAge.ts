import type { Bundle, Resource } from '../../../sdk/fhir/bundle.ts'
import { parseDateTime, yearsBetween } from '../../../sdk/fhir/dateTime.ts'
import { codeSystems, type FeatureSpec } from '../../../sdk/fhir/featureSpec.ts'
import { readFeatures } from '../../../sdk/fhir/readFeatures.ts'

const ageSpec: FeatureSpec = {
  name: 'age',
  label: 'Age',
  unit: 'a',
  sources: [{ kind: 'quantity', system: codeSystems.loinc, code: '30525-0', unit: 'a' }],
  possible: [0, 125],
  // People do not get younger: an old statement is a lower bound.
  maximumAgeDays: Number.POSITIVE_INFINITY,
}

/**
 * The youngest age in whole years that a record allows: by Patient.birthDate, which may be a year or a month, and by the
 * newest Observation of the age (LOINC 30525-0), each with the years since it was made.
 *
 * @returns null where the record says nothing of it
 * @throws InvalidInputError as `readFeatures`
 */
export function youngestAge(bundle: Bundle, patient: Resource | null, asOf: Date): number | null {
  const [stated] = readFeatures(bundle, [ageSpec], { asOf })
  const ages = [
    typeof patient?.birthDate === 'string' ? yearsSince(patient.birthDate, asOf) : null,
    stated?.value == null
      ? null
      : stated.value + Math.max(0, stated.effective === null ? 0 : (yearsSince(stated.effective, asOf) ?? 0)),
  ].flatMap((age) => (age === null ? [] : [age]))
  return ages.length === 0 ? null : Math.min(...ages)
}

/** Whole years since the last day that a FHIR date or dateTime, perhaps without its month or day, may mean. */
function yearsSince(text: string, asOf: Date): number | null {
  if (parseDateTime(text) === null) return null
  const [year, month = '12', day] = text.slice(0, 10).split('-')
  // Day 0 of the next month is the last of this one.
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  return yearsBetween(`${year}-${month}-${day ?? last}`, asOf)
}
