import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { Bundle, BundleEntry, Resource } from '../../../sdk/fhir/bundle.ts'
import { subjectOf } from '../../../sdk/fhir/subjectOf.ts'
import { noPregnancyHistory, type PregnancyHistory, withStatement } from '../stops/pregnancy.ts'
import { composeScore } from './composeScore.ts'
import { collection, isPast, readPerson, readVitals, type VitalEvent } from './readVitals.ts'
import { VitalStream } from './vitalStream.ts'
import type { ScoreAssessment, VitalsRules } from './vitalsModel.ts'

/** What a report says it did not use, beside what the stream leaves out. */
export interface Unused {
  readonly undated: number
  /** Dated after the assessment. */
  readonly future: number
  /** Too old to be used, and in a form that cannot be read. */
  readonly unreadable: number
  /** Choices of the SpO2 scale that name no clinician. */
  readonly unsignedScales: number
}

/** Vital signs as they come in; gives at any time the answer that the model gives on all of them at once. */
export interface VitalsMonitor {
  /**
   * @param observation FHIR R4, in order of time; one that is older than the last is left out and counted
   * @throws InvalidInputError as `readVitals`; the observation is then not taken
   */
  push(observation: Resource): void
  /**
   * @param asOf not before the last observation
   * @throws InvalidInputError FEATURE_CONTRADICTORY while two clinicians' choices of the SpO2 scale are opposite
   */
  assess(asOf: Date): ScoreAssessment
}

/** @param patient entry of the Patient, who must be the subject of every observation; null where none is known */
export function createVitalsMonitor(rules: VitalsRules, patient: BundleEntry | null): VitalsMonitor {
  const state = new MonitorState(rules, patient)
  let reference: string | null = null
  return {
    push(observation) {
      const entries = [...(patient ? [patient] : []), { resource: observation }]
      const subject = subjectOf(collection(entries)).reference
      if (!patient && reference !== null && reference !== subject) {
        throw new InvalidInputError(
          'SUBJECT_INVALID',
          'The Observation is about another patient than the last.',
        )
      }
      state.take(readVitals(observation))
      reference = subject
    },
    assess: (asOf) => state.assess(asOf),
  }
}

/**
 * The same on a whole record: its Observations in order of time, as a monitor would have received them. One that is too old
 * to be used is counted where it cannot be read, and does not make the record unreadable.
 *
 * @throws InvalidInputError SUBJECT_INVALID and as `readVitals`
 */
export function assessVitals(rules: VitalsRules, bundle: Bundle, asOf: Date): ScoreAssessment {
  subjectOf(bundle)
  const patient = bundle.entry.find(({ resource }) => resource?.resourceType === 'Patient') ?? null
  const state = new MonitorState(rules, patient)
  const events = bundle.entry.flatMap(({ resource }) =>
    resource?.resourceType === 'Observation' ? state.read(resource, asOf) : [],
  )
  const timeOf = ({ time }: VitalEvent) => time ?? Number.NEGATIVE_INFINITY
  events.sort((one, other) => (timeOf(one) < timeOf(other) ? -1 : timeOf(one) > timeOf(other) ? 1 : 0))
  for (const event of events) {
    if (timeOf(event) > asOf.getTime()) state.leaveOut(event)
    else state.take(event)
  }
  return state.assess(asOf)
}

class MonitorState {
  readonly #rules: VitalsRules
  readonly #patient: BundleEntry | null
  readonly #stream: VitalStream
  #age: Resource | null = null
  #pregnancy: PregnancyHistory = noPregnancyHistory
  #unused = { undated: 0, future: 0, unreadable: 0, unsignedScales: 0 }

  constructor(rules: VitalsRules, patient: BundleEntry | null) {
    this.#rules = rules
    this.#patient = patient
    this.#stream = new VitalStream(rules.chart, rules.settings)
  }

  read(observation: Resource, asOf: Date): VitalEvent[] {
    try {
      return [readVitals(observation)]
    } catch (error) {
      if (!(error instanceof InvalidInputError && isPast(observation, asOf))) throw error
      this.#unused.unreadable++
      return []
    }
  }

  take({ time, readings, scale, undated, age, pregnancy }: VitalEvent): void {
    this.#unused.undated += undated
    this.#age = age ?? this.#age
    if (pregnancy !== null) this.#pregnancy = withStatement(this.#pregnancy, pregnancy, time)
    if (scale && !scale.isByClinician) this.#unused.unsignedScales++
    else if (scale && time === null) this.#unused.undated++
    else if (scale && time !== null) this.#stream.chooseScale(scale.scale, time)
    for (const reading of readings) this.#stream.push(reading)
  }

  leaveOut({ readings, undated }: VitalEvent): void {
    this.#unused.future += readings.length + undated
  }

  assess(asOf: Date): ScoreAssessment {
    if (this.#stream.choiceAt(asOf.getTime()) === 'opposite') {
      throw new InvalidInputError(
        'FEATURE_CONTRADICTORY',
        'Two choices of the SpO2 scale have the same time and differ; correct the record so that one remains.',
      )
    }
    return composeScore(this.#rules, {
      stream: this.#stream,
      person: readPerson(this.#patient, this.#age, this.#pregnancy, asOf),
      unused: this.#unused,
      asOf,
    })
  }
}
