import { z } from 'zod'
import { InvalidInputError } from '../errors/index.ts'
import type { Bundle, Resource } from './bundle.ts'
import { yearsBetween } from './dateTime.ts'
import { displayValue } from './displayValue.ts'
import { codeSystems, type FeatureReading, type FeatureSource, type FeatureSpec } from './featureSpec.ts'
import { type ObservationTime, observationTimeOf } from './observationTime.ts'
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

const codedPart = z.looseObject({ code: concept })

type ObservationPart = z.infer<typeof observationPart>
type CodedSource = Extract<FeatureSource, { code: string }>

/** What one Observation says of a feature. */
interface Candidate extends ObservationTime {
  /** null where it cannot be read but is too old to be used anyway. */
  readonly value: number | null
}

/** What the Patient resource itself says of a feature. */
interface Recorded {
  valueAt(time: Date): number
  /** Observations that differ by no more than this do not contradict it. */
  readonly tolerance: number
}

/**
 * Maps the coded Observations of a Bundle to a model's features. Nothing is converted or guessed: a quantity must be in
 * the stated UCUM unit, a code among the stated ones. Of several values the newest counts, unless one of the last 24 hours
 * before it, or one without a time, differs. Patient.birthDate and Patient.gender serve where the card says so and no
 * Observation is fresh. What is missing or stale is reported, not thrown, for a model to abstain on; what is older than the
 * feature's maximum age cannot make a record unreadable, however wrong it is.
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
  const parts = partsByCode(bundle)
  return specs.map((spec) => {
    const observed = candidatesOf(spec, parts, options)
    return readingOf(spec, observed, recordedBy(spec, patient, options), options)
  })
}

/** An Observation or a component of one, in the Observation that has status and time. */
interface Part {
  readonly part: unknown
  readonly observation: Resource
}

const keyOf = ({ system, code }: { system?: string | undefined; code?: string | undefined }) =>
  `${system} ${code}`

/** The usable parts under each of their codes, so that every code is read once and not once per feature. */
function partsByCode(bundle: Bundle): Map<string, Part[]> {
  const byCode = new Map<string, Part[]>()
  for (const { resource } of bundle.entry) {
    if (resource?.resourceType !== 'Observation' || !usableStatuses.has(String(resource.status))) continue
    const components = Array.isArray(resource.component) ? resource.component : []
    for (const part of [resource, ...components] as unknown[]) {
      const coded = codedPart.safeParse(part)
      if (!coded.success) continue
      for (const key of new Set(coded.data.code.coding.map(keyOf))) {
        const parts = byCode.get(key)
        if (parts) parts.push({ part, observation: resource })
        else byCode.set(key, [{ part, observation: resource }])
      }
    }
  }
  return byCode
}

function readingOf(
  spec: FeatureSpec,
  observed: readonly Candidate[],
  recorded: Recorded | null,
  { asOf }: ReadOptions,
): FeatureReading {
  const newestFirst = [...observed].sort((one, other) => (other.time ?? -Infinity) - (one.time ?? -Infinity))
  const [newest] = newestFirst
  const isPast = newest !== undefined && isOld(spec, newest, asOf)
  if (newest && newest.value !== null && !isPast) {
    expectOneValue(spec, newest.value, newest.time, newestFirst, recorded, asOf)
    expectPossible(spec, newest.value)
  }
  const { name } = spec
  if (recorded && (!newest || isPast || newest.time === null)) {
    // As fresh as the assessment.
    const value = recorded.valueAt(asOf)
    expectPossible(spec, value)
    return { name, status: 'present', value, display: displayValue(spec, value), effective: null }
  }
  if (!newest) return { name, status: 'missing', value: null, display: '', effective: null }
  const { effective } = newest
  const value = newest.value !== null && isPossible(spec, newest.value) ? newest.value : null
  return {
    name,
    status: isPast || newest.time === null ? 'stale' : 'present',
    value,
    display: value === null ? '' : displayValue(spec, value),
    effective,
  }
}

/** Dated, and older than the feature's maximum age. */
const isOld = (spec: FeatureSpec, { time }: ObservationTime, asOf: Date) =>
  time !== null && asOf.getTime() - time > spec.maximumAgeDays * dayMilliseconds

function expectOneValue(
  spec: FeatureSpec,
  value: number,
  time: number | null,
  observed: readonly Candidate[],
  recorded: Recorded | null,
  asOf: Date,
): void {
  const differs = observed.some((other) => {
    const comparable = other.time === null || time === null || time - other.time <= dayMilliseconds
    return comparable && other.value !== null && other.value !== value
  })
  // An age was true when it was observed, so it is held against the birth date at that time.
  const own = recorded?.valueAt(time === null ? asOf : new Date(time)) ?? value
  if (differs || Math.abs(own - value) > (recorded?.tolerance ?? 0)) {
    throw new InvalidInputError(
      'FEATURE_CONTRADICTORY',
      `The Bundle gives two different values for ${nameOf(spec)}; correct the record so that one remains.`,
    )
  }
}

function candidatesOf(
  spec: FeatureSpec,
  parts: ReadonlyMap<string, readonly Part[]>,
  options: ReadOptions,
): Candidate[] {
  const seen = new Set<unknown>()
  return spec.sources.flatMap((source) => {
    if (!('code' in source)) return []
    return (parts.get(keyOf(source)) ?? []).flatMap(({ part, observation }) => {
      // One that has the codes of two sources is read as the first of them.
      if (seen.has(part)) return []
      seen.add(part)
      const dated = timeOf(spec, observation, options)
      return readCandidate(spec, source, { part, observation }, dated, options)
    })
  })
}

function readCandidate(
  spec: FeatureSpec,
  source: CodedSource,
  { part, observation }: Part,
  dated: ObservationTime,
  { asOf }: ReadOptions,
): Candidate[] {
  try {
    // It may turn the meaning around, so a reader that does not know it must not go on (R4, Extensibility, 2.4.2).
    if (isModified(observation) || isModified(part)) {
      throw invalid(spec, 'has a modifierExtension, which may change its meaning')
    }
    const value = readValue(spec, source, part)
    return value === null ? [] : [{ value, ...dated }]
  } catch (error) {
    if (error instanceof InvalidInputError && isOld(spec, dated, asOf)) return [{ value: null, ...dated }]
    throw error
  }
}

const isModified = (part: unknown) => typeof part === 'object' && part !== null && 'modifierExtension' in part

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
  const { value } = quantity
  // Where only being above a limit counts, the feature's own range says nothing of the quantity.
  if (source.possible && !(value >= source.possible[0] && value <= source.possible[1])) {
    throw outOfRange(spec, `${source.possible[0]} to ${source.possible[1]} ${source.unit}`)
  }
  if (source.above === undefined) return value
  return value > source.above ? 1 : 0
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

function timeOf(spec: FeatureSpec, observation: Resource, { asOf }: ReadOptions): ObservationTime {
  const dated = observationTimeOf(observation)
  if ('fault' in dated) throw invalid(spec, dated.fault)
  // A day of grace for clocks and time zones.
  if (dated.time !== null && dated.time > asOf.getTime() + dayMilliseconds) {
    throw invalid(spec, 'is dated after the assessment')
  }
  return dated
}

function recordedBy(spec: FeatureSpec, patient: Resource | null, { asOf }: ReadOptions): Recorded | null {
  for (const source of spec.sources) {
    if (source.kind === 'patient-birth-date' && typeof patient?.birthDate === 'string') {
      const { birthDate } = patient
      if (yearsBetween(birthDate, asOf) === null) return null
      // A recorded age may be from before the last birthday.
      return { valueAt: (time) => yearsBetween(birthDate, time) ?? 0, tolerance: 1 }
    }
    if (source.kind === 'patient-gender') {
      if (patient?.gender === 'male') return { valueAt: () => 1, tolerance: 0 }
      if (patient?.gender === 'female') return { valueAt: () => 0, tolerance: 0 }
    }
  }
  return null
}

function isPossible({ possible: [low, high], allowed }: FeatureSpec, value: number): boolean {
  return value >= low && value <= high && (!allowed || allowed.includes(value))
}

function expectPossible(spec: FeatureSpec, value: number): void {
  if (isPossible(spec, value)) return
  const [low, high] = spec.possible
  throw outOfRange(spec, spec.allowed ? spec.allowed.join(', ') : `${low} to ${high} ${spec.unit}`)
}

function outOfRange(spec: FeatureSpec, range: string): InvalidInputError {
  return new InvalidInputError(
    'FEATURE_OUT_OF_RANGE',
    `${nameOf(spec)} is outside what is possible: ${range}.`,
  )
}

function nameOf(spec: FeatureSpec): string {
  return `${spec.label} (${spec.name})`
}

function invalid(spec: FeatureSpec, what: string): InvalidInputError {
  return new InvalidInputError('OBSERVATION_INVALID', `${nameOf(spec)} ${what}.`)
}
