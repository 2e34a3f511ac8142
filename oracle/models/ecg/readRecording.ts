import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { Bundle, Resource } from '../../../sdk/fhir/bundle.ts'
import { parseDateTime } from '../../../sdk/fhir/dateTime.ts'
import { ecgPartsOf, ecgStartOf, invalidEcg, readEcgPart } from '../../../sdk/fhir/ecgObservation.ts'
import type { Samples } from '../../../sdk/fhir/sampledData.ts'
import { type EcgLead, ecgLeads } from '../../../sdk/fhir/sampledDataLeads.ts'
import { greatestMillivolts } from './qrsEnvelope.ts'

/** One lead of an electrocardiogram. */
export interface Recording {
  readonly samplingHertz: number
  /** NaN where missing, ±Infinity where saturated. */
  readonly millivolts: Float32Array
  readonly lead: string
  /** Milliseconds since 1970 of the end, null when undated. */
  readonly endedAt: number | null
  /** Of the first sample and the last, ISO 8601: a date without a time where the record says no more; empty when undated. */
  readonly from: string
  readonly to: string
}

/** About 3 hours at 360 Hz: what a Bundle of the greatest size holds (sdk/fhir/limits.ts). */
export const maximumSamples = 4_194_304
/** Segments at most so far apart make one recording; the time between is missing signal. */
const longestBreakSeconds = 60
/** Segments may miss or overlap each other by this: time stamps have milliseconds and clocks drift. */
const looseSeconds = 0.02
const dayMilliseconds = 86_400_000

interface Segment extends Samples {
  readonly lead: EcgLead
  /** Milliseconds since 1970 of the first sample, null when undated. */
  readonly startedAt: number | null
  /** The time as the record gives it. */
  readonly start: string
}

/**
 * The newest electrocardiogram of a Bundle: valueSampledData of an Observation or its components, coded as a lead (ISO/IEEE
 * 11073-10101) or as an EKG study (LOINC 11524-6), in mV or uV. Of the leads that go on to the last minute of the newest
 * recording one is read, II before all others.
 * Several Observations are one recording where each begins at most a minute after the one before ends.
 *
 * @returns null where there is none
 * @throws InvalidInputError OBSERVATION_INVALID, FEATURE_UNIT_MISMATCH, FEATURE_CONTRADICTORY, INPUT_TOO_LARGE
 */
export function readRecording(bundle: Bundle, asOf: Date): Recording | null {
  const all = bundle.entry.flatMap(({ resource }) => (resource ? segmentsOf(resource, asOf) : []))
  const latest = newestLeads(all)
  const lead = ecgLeads.find((candidate) => latest.has(candidate))
  if (!lead) return null
  const segments = all.filter((segment) => segment.lead === lead)
  if (segments.length > 1) segments.sort((one, other) => timeOf(one) - timeOf(other))
  return join(newest(segments))
}

function newestLeads(all: readonly Segment[]): Set<EcgLead> {
  // One undated Observation of several leads is one recording.
  const isDated = all.some(({ startedAt }) => startedAt !== null)
  const endOf = (segment: Segment) => (isDated ? timeOf(segment) + secondsOf(segment) * 1000 : 0)
  const end = all.reduce((latest, segment) => Math.max(latest, endOf(segment)), Number.NEGATIVE_INFINITY)
  const isLate = (segment: Segment) => endOf(segment) >= end - longestBreakSeconds * 1000
  return new Set(all.filter(isLate).map(({ lead }) => lead))
}

function segmentsOf(observation: Resource, asOf: Date): Segment[] {
  const parts = ecgPartsOf(observation)
  if (parts.length === 0) return []
  const time = startOf(observation, asOf)
  return parts.map((part) => ({ ...readEcgPart(part, maximumSamples), lead: part.lead, ...time }))
}

function startOf(observation: Resource, asOf: Date): Pick<Segment, 'startedAt' | 'start'> {
  const start = ecgStartOf(observation)
  if (start === undefined) return { startedAt: null, start: '' }
  const time = parseDateTime(start)
  if (time === null) throw invalidEcg('has a time that is not a FHIR dateTime')
  // A day of grace for clocks and time zones.
  if (time > asOf.getTime() + dayMilliseconds) throw invalidEcg('is dated after the assessment')
  return { startedAt: time, start }
}

function timeOf({ startedAt }: Segment): number {
  if (startedAt === null) throw invalidEcg('has several segments, one of which says no time')
  return startedAt
}

const secondsOf = ({ values, samplingHertz }: Segment): number => values.length / samplingHertz

/** Seconds from the end of one segment to the start of the next; none between segments that are alone. */
const breakBetween = (one: Segment, next: Segment): number =>
  (timeOf(next) - timeOf(one)) / 1000 - secondsOf(one)

/** The last segments that belong together. */
function newest(segments: readonly Segment[]): Segment[] {
  let first = segments.length - 1
  while (first > 0) {
    const pause = breakBetween(segments[first - 1] as Segment, segments[first] as Segment)
    if (pause > longestBreakSeconds) break
    if (pause < -looseSeconds) {
      throw new InvalidInputError(
        'FEATURE_CONTRADICTORY',
        'Two segments of the electrocardiogram overlap in time; correct the record so that one remains.',
      )
    }
    first--
  }
  return segments.slice(first)
}

function join(segments: readonly Segment[]): Recording {
  const first = segments[0] as Segment
  const { samplingHertz, lead } = first
  if (segments.some((segment) => Math.abs(segment.samplingHertz - samplingHertz) > 1e-6 * samplingHertz))
    throw invalidEcg('has segments with different periods, which cannot be joined')
  let length = 0
  const starts = segments.map((segment, index) => {
    const before = segments[index - 1]
    const missing = before ? Math.max(0, Math.round(breakBetween(before, segment) * samplingHertz)) : 0
    const isLoose = missing <= looseSeconds * samplingHertz
    const start = length + (isLoose ? 0 : missing)
    length = start + segment.values.length
    return start
  })
  if (length > maximumSamples) {
    throw new InvalidInputError(
      'INPUT_TOO_LARGE',
      `The electrocardiogram has ${length} samples; at most ${maximumSamples} are read.`,
    )
  }
  const millivolts = new Float32Array(length).fill(Number.NaN)
  for (const [index, { values }] of segments.entries()) millivolts.set(values, starts[index])
  requirePossible(millivolts)
  const last = segments.at(-1) as Segment
  const endedAt = last.startedAt === null ? null : last.startedAt + secondsOf(last) * 1000
  const [from, to] = [timeText(first, first.startedAt), timeText(last, endedAt)]
  return { samplingHertz, millivolts, lead: lead.name, endedAt, from, to }
}

/** A date without a time stays one: its hour is not known. */
const timeText = ({ start }: Segment, time: number | null): string =>
  time === null || !start.includes('T') ? start : new Date(time).toISOString()

function requirePossible(millivolts: Float32Array): void {
  for (let index = 0; index < millivolts.length; index++) {
    const value = Math.abs(millivolts[index] as number)
    if (value > greatestMillivolts && value < Number.POSITIVE_INFINITY) {
      throw new InvalidInputError(
        'FEATURE_OUT_OF_RANGE',
        `The electrocardiogram has samples beyond ±${greatestMillivolts} mV, which no electrode gives.`,
      )
    }
  }
}
