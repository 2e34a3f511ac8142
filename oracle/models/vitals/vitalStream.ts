import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { type Chart, type SaturationScale, type VitalName, type Vitals, vitalNames } from './chart.ts'
import { type ChartScore, scoreVitals } from './scoreVitals.ts'
import type { VitalsSettings } from './settings.ts'

export interface Reading {
  readonly name: VitalName
  readonly value: number
  /** Milliseconds since 1970. */
  readonly time: number
}

/** The last readings of one parameter; bounded, however long the stream. */
interface Track {
  /** Newest last, at most `medianReadings`. */
  accepted: readonly Reading[]
  received: Reading | null
  /** Why the newest reading is not used; the parameter then has no value until a reading is. */
  unusable: 'impossible' | 'unconfirmed' | null
}

/** A round of observations. */
export interface Round {
  /** Of its last reading. */
  readonly time: number
  /** The reading of each parameter that has one that is fresh enough. */
  readonly readings: { readonly [name in VitalName]?: Reading }
  /** null where a parameter has no value. */
  readonly score: ChartScore | null
  readonly scale: SaturationScale
  readonly choice: ScaleChoice
}

/** What became of the clinicians' choices of the SpO2 scale. */
export type ScaleChoice = 'never' | 'scale-1' | 'scale-2' | 'scale-2-expired' | 'opposite'

export interface LeftOut {
  /** Outside what is possible. */
  readonly impossible: number
  /** Jumps that the next reading did not confirm. */
  readonly artefacts: number
  /** Arrived after a newer one. */
  readonly late: number
}

export type VitalState =
  | { readonly status: 'usable'; readonly reading: Reading; readonly received: number }
  | {
      readonly status: 'missing' | 'stale' | 'impossible' | 'unconfirmed'
      readonly received: number | null
    }

const minuteMilliseconds = 60_000
/** Readings whose median a new one is held against. */
const medianReadings = 5
/** A median absolute deviation times this estimates a standard deviation of normal noise (Hampel 1974). */
const madToDeviation = 1.4826

/**
 * Turns readings in time order into a score per round, in memory that does not grow. A reading that differs from the median of
 * the last ones by more than a body can change in that time (Hampel's filter with a physiological floor) waits for the next
 * one: confirmed, it counts from then on; not confirmed, it was an artefact. Until then the parameter has no value and no score
 * is given, so that neither an artefact nor its opposite passes for a measurement.
 */
export class VitalStream {
  readonly #chart: Chart
  readonly #settings: VitalsSettings
  readonly #tracks = new Map<VitalName, Track>(
    vitalNames.map((name) => [name, { accepted: [], received: null, unusable: null }]),
  )
  readonly #rounds: Round[] = []
  #open: { readonly start: number; last: number } | null = null
  #choice: { readonly scale: SaturationScale; readonly time: number; readonly isOpposed: boolean } | null =
    null
  #leftOut = { impossible: 0, artefacts: 0, late: 0 }
  #unscored = 0
  #newest = Number.NEGATIVE_INFINITY

  constructor(chart: Chart, settings: VitalsSettings) {
    this.#chart = chart
    this.#settings = settings
  }

  get leftOut(): LeftOut {
    return { ...this.#leftOut }
  }

  /** The choice that holds at a time; `opposite` where two of the same time differ. */
  choiceAt(time: number): ScaleChoice {
    const choice = this.#choice
    if (!choice) return 'never'
    const isExpired = time - choice.time > this.#settings.scaleMaximumAgeMinutes * minuteMilliseconds
    if (choice.isOpposed) return isExpired ? 'scale-2-expired' : 'opposite'
    if (choice.scale === 1) return 'scale-1'
    return isExpired ? 'scale-2-expired' : 'scale-2'
  }

  scaleAt(time: number): SaturationScale {
    return this.choiceAt(time) === 'scale-2' ? 2 : 1
  }

  /** A clinician's choice, from this time on: what is known is scored anew. One older than the last is left out. */
  chooseScale(scale: SaturationScale, time: number): void {
    const last = this.#choice
    if (last && time < last.time) {
      this.#leftOut.late++
      return
    }
    if (last && time === last.time) {
      if (scale !== last.scale) this.#choice = { ...last, isOpposed: true }
      return
    }
    // Rounds that are over stay as they were scored.
    const from = Math.max(time, this.#newest)
    this.#closeBefore(from)
    this.#choice = { scale, time, isOpposed: false }
    if (!this.#open && this.#rounds.length > 0) this.#open = { start: from, last: from }
  }

  /** @throws InvalidInputError FEATURE_CONTRADICTORY for a second value of the same parameter and time */
  push(reading: Reading): void {
    if (reading.time < this.#newest) {
      this.#leftOut.late++
      return
    }
    this.#newest = reading.time
    this.#closeBefore(reading.time)
    this.#open ??= { start: reading.time, last: reading.time }
    this.#open.last = reading.time
    this.#take(reading)
  }

  /** Rounds with all parameters, oldest first and the open one last, and how many had too few. */
  rounds(): { readonly scored: readonly Round[]; readonly unscored: number } {
    const open = this.#open ? [this.#round(this.#open.last)] : []
    const all = [...this.#rounds, ...open.filter(({ score }) => score !== null)]
    return {
      scored: all.slice(-this.#settings.seriesRounds),
      unscored: this.#unscored + open.filter(({ score }) => score === null).length,
    }
  }

  /** What may be used of a parameter at a time. */
  stateOf(name: VitalName, time: number): VitalState {
    const { accepted, received, unusable } = this.#trackOf(name)
    if (!received) return { status: 'missing', received: null }
    if (unusable) return { status: unusable, received: received.value }
    const last = accepted.at(-1) as Reading
    if (time - last.time > this.#settings.maximumAgeMinutes[name] * minuteMilliseconds) {
      return { status: 'stale', received: received.value }
    }
    return { status: 'usable', reading: last, received: received.value }
  }

  #trackOf(name: VitalName): Track {
    return this.#tracks.get(name) as Track
  }

  #closeBefore(time: number): void {
    if (!this.#open || time - this.#open.start < this.#settings.roundMinutes * minuteMilliseconds) return
    const round = this.#round(this.#open.last)
    if (round.score) this.#rounds.push(round)
    else this.#unscored++
    if (this.#rounds.length > this.#settings.seriesRounds) this.#rounds.shift()
    this.#open = null
  }

  #round(time: number): Round {
    const readings: { [name in VitalName]?: Reading } = {}
    for (const name of vitalNames) {
      const state = this.stateOf(name, time)
      if (state.status === 'usable') readings[name] = state.reading
    }
    const values = Object.fromEntries(vitalNames.map((name) => [name, readings[name]?.value]))
    const isComplete = vitalNames.every((name) => readings[name])
    const scale = this.scaleAt(time)
    const score = isComplete ? scoreVitals(this.#chart, values as Vitals, scale) : null
    return { time, readings, score, scale, choice: this.choiceAt(time) }
  }

  #take(reading: Reading): void {
    const track = this.#trackOf(reading.name)
    const { received } = track
    if (received?.time === reading.time) {
      if (received.value === reading.value) return
      throw new InvalidInputError(
        'FEATURE_CONTRADICTORY',
        `There are two different values of ${reading.name} for the same time; correct the record so that one remains.`,
      )
    }
    track.received = reading
    const [low, high] = this.#settings.possible[reading.name]
    if (!(reading.value >= low && reading.value <= high)) {
      this.#settle(track)
      this.#leftOut.impossible++
      track.unusable = 'impossible'
    } else if (!this.#isJump(track, reading)) {
      this.#settle(track)
      this.#accept(track, [...track.accepted, reading])
    } else if (track.unusable === 'unconfirmed' && received && this.#confirms(received, reading)) {
      this.#accept(track, [received, reading])
    } else {
      this.#settle(track)
      track.unusable = 'unconfirmed'
    }
  }

  /** A jump that was waiting has not been confirmed. */
  #settle(track: Track): void {
    if (track.unusable === 'unconfirmed') this.#leftOut.artefacts++
  }

  #accept(track: Track, accepted: readonly Reading[]): void {
    track.accepted = accepted.slice(-medianReadings)
    track.unusable = null
  }

  #isJump({ accepted }: Track, { name, value, time }: Reading): boolean {
    const limit = this.#settings.jumps[name]
    if (!limit) return false
    const recent = accepted
      .filter((earlier) => time - earlier.time <= limit.minutes * minuteMilliseconds)
      .map((earlier) => earlier.value)
    if (recent.length === 0) return false
    const centre = median(recent)
    const deviation = madToDeviation * median(recent.map((earlier) => Math.abs(earlier - centre)))
    return Math.abs(value - centre) > Math.max(limit.change, 3 * deviation)
  }

  #confirms(waiting: Reading, { name, value, time }: Reading): boolean {
    const limit = this.#settings.jumps[name]
    return (
      limit !== null &&
      Math.abs(value - waiting.value) <= limit.change &&
      time - waiting.time <= limit.minutes * minuteMilliseconds
    )
  }
}

/** The lower of the two middle ones where there are two, so that it is one of the values. */
export function median(values: readonly number[]): number {
  const ordered = [...values].sort((one, other) => one - other)
  return ordered[Math.floor((ordered.length - 1) / 2)] as number
}
