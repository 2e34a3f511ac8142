import { z } from 'zod'
import { InvalidInputError } from '../errors/index.ts'
import type { Bundle, Resource } from './bundle.ts'
import { parseDateTime, yearsBetween } from './dateTime.ts'
import { displayValue } from './displayValue.ts'
import { codeSystems, type FeatureReading, type FeatureSource, type FeatureSpec } from './featureSpec.ts'
import { subjectOf } from './subjectOf.ts'

export interface ReadOptions {
  /** The time of the assessment: what is older than a feature's maximum age at this time is stale. */
  readonly asOf: Date
}

const dayMilliseconds = 86_400_000

/** FHIR R4 ObservationStatus codes whose values may be used. */
const usableStatuses = new Set(['final', 'amended', 'corrected'])

const coding = z.looseObject({ system: z.string().optional(), code: z.string().optional() })
const concept = z.looseObject({ coding: z.array(coding).default([]) })

const observationPart = z.looseObject({
  code: concept,
  valueQuantity: z
    .looseObject({
      value: z.number().optional(),
      comparator: z.string().optional(),
      system: z.string().optional(),
      code: z.string().optional(),
    })
    .optional(),
  valueCodeableConcept: concept.optional(),
  valueBoolean: z.boolean().optional(),
  valueInteger: z.number().int().optional(),
})

const observationTime = z.looseObject({
  effectiveDateTime: z.string().optional(),
  effectiveInstant: z.string().optional(),
  effectivePeriod: z.looseObject({ start: z.string().optional(), end: z.string().optional() }).optional(),
})

type ObservationPart = z.infer<typeof observationPart>
type CodedSource = Extract<FeatureSource, { code: string }>

interface Candidate {
  readonly value: number
  readonly effective: string | null
  /** Milliseconds since 1970, null when undated. */
  readonly time: number | null
  /** Values that differ by no more than this do not contradict. */
  readonly tolerance: number
}

/**
 * Maps the coded Observations of a Bundle to a model's features. Nothing is converted or guessed: a quantity must be in
 * the stated UCUM unit, a code among the stated ones. Of several values the newest counts, unless one of the last 24 hours
 * before it, or one without a time, differs. Patient.birthDate and Patient.gender serve where the card says so.
 * What is missing or stale is reported, not thrown, for a model to abstain on.
 *
 * @returns one reading per specification, in their order
 * @throws InvalidInputError SUBJECT_INVALID, OBSERVATION_INVALID, FEATURE_UNIT_MISMATCH, FEATURE_CONTRADICTORY,
 *   FEATURE_OUT_OF_RANGE; the sentence names the feature, never its value
 */
export function readFeatures(
  bundle: Bundle,
  specs: readonly FeatureSpec[],
  options: ReadOptions,
): FeatureReading[] {
  const { patient } = subjectOf(bundle)
  const observations = bundle.entry.flatMap(({ resource }) =>
    resource?.resourceType === 'Observation' && usableStatuses.has(String(resource.status)) ? [resource] : [],
  )
  return specs.map((spec) => {
    const observed = observations.flatMap((observation) => candidatesOf(spec, observation, options))
    const recorded = patientCandidates(spec, patient, options)
    return readingOf(spec, observed, recorded, options)
  })
}

function readingOf(
  spec: FeatureSpec,
  observed: readonly Candidate[],
  recorded: readonly Candidate[],
  { asOf }: ReadOptions,
): FeatureReading {
  const newestFirst = [...observed].sort((one, other) => (other.time ?? -Infinity) - (one.time ?? -Infinity))
  const chosen = newestFirst[0] ?? recorded[0]
  if (!chosen) return { name: spec.name, status: 'missing', value: null, display: '', effective: null }
  for (const other of [...newestFirst, ...recorded]) {
    const comparable =
      other.time === null || chosen.time === null || chosen.time - other.time <= dayMilliseconds
    if (comparable && Math.abs(other.value - chosen.value) > other.tolerance) {
      throw new InvalidInputError(
        'FEATURE_CONTRADICTORY',
        `The Bundle gives two different values for ${nameOf(spec)}; correct the record so that one remains.`,
      )
    }
  }
  expectPossible(spec, chosen.value)
  const stale = chosen.time === null || asOf.getTime() - chosen.time > spec.maximumAgeDays * dayMilliseconds
  return {
    name: spec.name,
    status: stale ? 'stale' : 'present',
    value: chosen.value,
    display: displayValue(spec, chosen.value),
    effective: chosen.effective,
  }
}

function candidatesOf(spec: FeatureSpec, observation: Resource, options: ReadOptions): Candidate[] {
  const components = Array.isArray(observation.component) ? observation.component : []
  return [observation, ...components].flatMap((part: unknown) => {
    const source = sourceFor(spec, part)
    if (!source) return []
    // It may turn the meaning around, so a reader that does not know it must not go on (R4, Extensibility, 2.4.2).
    if (isModified(observation) || isModified(part)) {
      throw invalid(spec, 'has a modifierExtension, which may change its meaning')
    }
    const value = readValue(spec, source, part)
    return value === null ? [] : [{ value, ...timeOf(spec, observation, options), tolerance: 0 }]
  })
}

const isModified = (part: unknown) => typeof part === 'object' && part !== null && 'modifierExtension' in part

function sourceFor(spec: FeatureSpec, part: unknown): CodedSource | undefined {
  const code = z.looseObject({ code: concept }).safeParse(part)
  if (!code.success) return undefined
  return spec.sources.find(
    (source): source is CodedSource =>
      'code' in source &&
      code.data.code.coding.some((entry) => entry.system === source.system && entry.code === source.code),
  )
}

/** null when the part says that there is no value (dataAbsentReason, or a panel that only has components). */
function readValue(spec: FeatureSpec, source: CodedSource, part: unknown): number | null {
  const result = observationPart.safeParse(part)
  if (!result.success) throw invalid(spec, 'has a value of the wrong form')
  const keys = Object.keys(result.data).filter((key) => key.startsWith('value'))
  if (keys.length === 0) return null
  switch (source.kind) {
    case 'quantity':
      return quantityOf(spec, source, result.data)
    case 'coded':
      return codedOf(spec, source, result.data)
    case 'boolean': {
      const { valueBoolean } = result.data
      if (valueBoolean === undefined) throw invalid(spec, 'must be a valueBoolean')
      return valueBoolean ? 1 : 0
    }
    case 'integer': {
      const { valueInteger } = result.data
      if (valueInteger === undefined) throw invalid(spec, 'must be a valueInteger')
      return valueInteger
    }
  }
}

function quantityOf(
  spec: FeatureSpec,
  source: Extract<FeatureSource, { kind: 'quantity' }>,
  part: ObservationPart,
): number {
  const quantity = part.valueQuantity
  if (quantity?.value === undefined) throw invalid(spec, 'must be a valueQuantity with a value')
  if (quantity.comparator !== undefined) throw invalid(spec, 'is given as a bound, not as a value')
  const units = [source.unit, ...(source.sameUnits ?? [])]
  if (quantity.system !== codeSystems.ucum || !units.includes(quantity.code ?? '')) {
    throw new InvalidInputError(
      'FEATURE_UNIT_MISMATCH',
      `${nameOf(spec)} must be in the UCUM unit ${source.unit}; the Bundle has it in another unit or without one.`,
    )
  }
  if (source.above === undefined) return quantity.value
  return quantity.value > source.above ? 1 : 0
}

function codedOf(
  spec: FeatureSpec,
  source: Extract<FeatureSource, { kind: 'coded' }>,
  part: ObservationPart,
): number {
  if (!part.valueCodeableConcept) throw invalid(spec, 'must be a valueCodeableConcept')
  const { coding: entries } = part.valueCodeableConcept
  const values = source.values.filter((known) =>
    entries.some((entry) => entry.system === known.system && entry.code === known.code),
  )
  const [value] = values
  if (!value || values.length > 1) {
    throw invalid(spec, `must have one of the codes ${source.values.map(({ code }) => code).join(', ')}`)
  }
  return value.value
}

function timeOf(
  spec: FeatureSpec,
  observation: Resource,
  { asOf }: ReadOptions,
): { effective: string | null; time: number | null } {
  const result = observationTime.safeParse(observation)
  if (!result.success) throw invalid(spec, 'has a time of the wrong form')
  const { effectiveDateTime, effectiveInstant, effectivePeriod } = result.data
  const effective =
    effectiveDateTime ?? effectiveInstant ?? effectivePeriod?.end ?? effectivePeriod?.start ?? null
  if (effective === null) return { effective: null, time: null }
  const time = parseDateTime(effective)
  if (time === null) throw invalid(spec, 'has a time that is not a FHIR dateTime')
  // A day of grace for clocks and time zones.
  if (time > asOf.getTime() + dayMilliseconds) throw invalid(spec, 'is dated after the assessment')
  return { effective, time }
}

/** Values that the Patient resource itself carries; they are as fresh as the assessment. */
function patientCandidates(spec: FeatureSpec, patient: Resource | null, { asOf }: ReadOptions): Candidate[] {
  const fresh = { effective: null, time: asOf.getTime() }
  return spec.sources.flatMap((source): Candidate[] => {
    if (source.kind === 'patient-birth-date' && typeof patient?.birthDate === 'string') {
      const years = yearsBetween(patient.birthDate, asOf)
      // A recorded age may be from before the last birthday.
      return years === null ? [] : [{ value: years, ...fresh, tolerance: 1 }]
    }
    if (source.kind === 'patient-gender') {
      if (patient?.gender === 'male') return [{ value: 1, ...fresh, tolerance: 0 }]
      if (patient?.gender === 'female') return [{ value: 0, ...fresh, tolerance: 0 }]
    }
    return []
  })
}

function expectPossible(spec: FeatureSpec, value: number): void {
  const [low, high] = spec.possible
  const possible = value >= low && value <= high && (!spec.allowed || spec.allowed.includes(value))
  if (!possible) {
    const range = spec.allowed ? spec.allowed.join(', ') : `${low} to ${high} ${spec.unit}`
    throw new InvalidInputError(
      'FEATURE_OUT_OF_RANGE',
      `${nameOf(spec)} is outside what is possible: ${range}.`,
    )
  }
}

function nameOf(spec: FeatureSpec): string {
  return `${spec.label} (${spec.name})`
}

function invalid(spec: FeatureSpec, what: string): InvalidInputError {
  return new InvalidInputError('OBSERVATION_INVALID', `${nameOf(spec)} ${what}.`)
}
