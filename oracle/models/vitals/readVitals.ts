import type { BundleEntry, Resource } from '../../../sdk/fhir/bundle.ts'
import type { FeatureReading, FeatureSpec } from '../../../sdk/fhir/featureSpec.ts'
import { observationCodes } from '../../../sdk/fhir/observationCodes.ts'
import { observationTimeOf } from '../../../sdk/fhir/observationTime.ts'
import { readFeatures } from '../../../sdk/fhir/readFeatures.ts'
import { isPregnantAt, type PregnancyHistory, pregnancySpec } from '../stops/pregnancy.ts'
import { type SaturationScale, type VitalName, vitalNames } from './chart.ts'
import { ageSpec, scaleSpec, vitalSpecs } from './features.ts'
import type { Reading } from './vitalStream.ts'

/** What one Observation says to the chart. */
export interface VitalEvent {
  /** Milliseconds since 1970; null where the Observation gives no time. */
  readonly time: number | null
  readonly readings: readonly Reading[]
  readonly scale: { readonly scale: SaturationScale; readonly isByClinician: boolean } | null
  /** Measured values without the time of day, which cannot be used. */
  readonly undated: number
  /** The Observation itself where it states an age. */
  readonly age: Resource | null
  /** As `pregnancySpec` codes it; null where it states none. */
  readonly pregnancy: number | null
}

/** The stream leaves out an impossible value, where the reader would refuse the whole record for it. */
const withAnyValue = ({ allowed: _, ...spec }: FeatureSpec): FeatureSpec => ({
  ...spec,
  possible: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
})

const specs = [...vitalSpecs.map(withAnyValue), ageSpec, pregnancySpec, scaleSpec]

const dayMilliseconds = 86_400_000

/**
 * Reads one Observation as strictly as every model's features are read: final status, exact UCUM unit, known codes, no
 * modifier extension. As of its own time, so that it is neither old nor in the future: that is the caller's to say.
 *
 * @throws InvalidInputError SUBJECT_INVALID, OBSERVATION_INVALID, FEATURE_UNIT_MISMATCH, FEATURE_CONTRADICTORY,
 *   FEATURE_OUT_OF_RANGE
 */
export function readVitals(observation: Resource): VitalEvent {
  const asked = specsFor(observation)
  const own = timeOf(observation)
  const found =
    asked.length === 0
      ? []
      : readFeatures(collection([{ resource: observation }]), asked, { asOf: new Date(own ?? 0) })
  const present = found.filter(({ value }) => value !== null)
  const measured = present.filter(({ name }) => isVital(name))
  const statedOf = (spec: FeatureSpec) => present.find(({ name }) => name === spec.name)?.value ?? null
  const scale = statedOf(scaleSpec)
  const effective = present[0]?.effective ?? null
  const time = present.length > 0 ? own : null
  const hasTimeOfDay = effective?.includes('T') ?? false
  return {
    time,
    readings: hasTimeOfDay && time !== null ? measured.map((reading) => asReading(reading, time)) : [],
    scale:
      scale === null ? null : { scale: scale as SaturationScale, isByClinician: namesClinician(observation) },
    undated: hasTimeOfDay ? 0 : measured.length,
    age: statedOf(ageSpec) === null ? null : observation,
    pregnancy: statedOf(pregnancySpec),
  }
}

/** Whether nothing that the Observation could say would be used at a time any more, so that no fault of it matters. */
export function isPast(observation: Resource, asOf: Date): boolean {
  const time = timeOf(observation)
  return (
    time !== null &&
    specsFor(observation).every(
      ({ maximumAgeDays }) => asOf.getTime() - time > maximumAgeDays * dayMilliseconds,
    )
  )
}

/** null where undated, and where malformed, which the reader refuses. */
function timeOf(observation: Resource): number | null {
  const dated = observationTimeOf(observation)
  return 'fault' in dated ? null : dated.time
}

/** What a record says of the person; null where it says nothing. */
export interface Person {
  /** Whole years. */
  readonly age: FeatureReading
  readonly isPregnant: boolean | null
  readonly isMale: boolean
}

/**
 * @param patient the Bundle's Patient, null where it has none
 * @param age the last Observation that states one
 * @throws InvalidInputError as `readFeatures`
 */
export function readPerson(
  patient: BundleEntry | null,
  age: Resource | null,
  pregnancy: PregnancyHistory,
  asOf: Date,
): Person {
  const entries = [...(patient ? [patient] : []), ...(age ? [{ resource: age }] : [])]
  const [reading] = entries.length === 0 ? [] : readFeatures(collection(entries), [ageSpec], { asOf })
  return {
    age: reading ?? { name: ageSpec.name, status: 'missing', value: null, display: '', effective: null },
    isPregnant: isPregnantAt(pregnancy, asOf),
    isMale: patient?.resource?.gender === 'male',
  }
}

export const collection = (entry: readonly BundleEntry[]) =>
  ({ resourceType: 'Bundle', type: 'collection', entry }) as const

/** The specifications whose codes it bears, so that a long record is not searched once for each. */
function specsFor(observation: Resource): readonly FeatureSpec[] {
  const codes = observationCodes(observation)
  return specs.filter(({ sources }) => sources.some((source) => 'code' in source && codes.has(source.code)))
}

const isVital = (name: string): name is VitalName => (vitalNames as readonly string[]).includes(name)

const asReading = ({ name, value }: FeatureReading, time: number): Reading => ({
  name: name as VitalName,
  value: value as number,
  time,
})

/** Whether somebody answers for the decision: a Practitioner or PractitionerRole among the performers. */
function namesClinician({ performer }: Resource): boolean {
  const performers: readonly unknown[] = Array.isArray(performer) ? performer : []
  return performers.some((entry) => {
    const reference = (entry as { reference?: unknown } | null)?.reference
    return typeof reference === 'string' && /(^|\/)Practitioner(Role)?\/[A-Za-z0-9\-.]{1,64}$/.test(reference)
  })
}
