import { median } from './median.ts'
import type { DetectorParameters } from './parameters.ts'
import type { Wave, WaveBlock } from './qrsWaves.ts'

/** Where the beats are, and what was between them. */
export interface FoundBeats {
  /** Of each beat, from the start, ascending. */
  readonly seconds: readonly number[]
  /** Height of the envelope at each beat, in millivolts. */
  readonly heights: readonly number[]
  /** Of each beat: the greatest height of a wave since the beat before that was taken for no beat. */
  readonly between: readonly number[]
  /** Pieces of `blockSeconds` (see `WavePicker`) from the start; the last may be shorter. */
  readonly blocks: readonly BlockSummary[]
}

export interface BlockSummary {
  /** Share of the piece that is missing, saturated or flat, 0 to 1. */
  readonly badShare: number
  /** Height of its highest wave, beat or not, in millivolts. */
  readonly highest: number
  /** Lower quartile of the envelope, in millivolts; NaN where all of it is bad. */
  readonly floor: number
}

/** Pieces before and after the one that is decided on: ten seconds in all. */
const blocksAside = 2
/** No two beats are nearer than this: the heart cannot be excited again so soon (Pan & Tompkins 1985). */
const refractorySeconds = 0.2
const tWaveSeconds = 0.36
/** However low the waves of the last seconds, a beat has this share of the typical height of the last minute. */
const longTermShare = 0.15
const longTermBlocks = 30
const typicalIntervals = 8

const isHeard = ({ badShare, waves }: WaveBlock): boolean => badShare < 0.5 && waves.length > 0

const highestOf = (waves: readonly Wave[]): number =>
  waves.reduce((highest, { height }) => Math.max(highest, height), 0)

/**
 * Tells beats from other waves. A beat rises above a threshold that is set from the median of the highest waves, the mean
 * of the lower ones and the lower quartile of the envelope of the ten seconds around it, past and future, so that no learning
 * time is lost at the start and one artefact moves little. As in Pan & Tompkins (IEEE Trans Biomed Eng 1985) there are a refractory period, T waves told
 * apart by height, and a search back with a lower threshold where a beat is overdue.
 */
export class BeatFinder {
  private readonly parameters: DetectorParameters
  private readonly window: WaveBlock[] = []
  /** Of the block in the window that is decided on next. */
  private next = 0
  private readonly longTerm: number[] = []
  private readonly intervals: number[] = []
  /** Waves since the last beat that were taken for none. */
  private passed: Wave[] = []
  private last: Wave | null = null
  private readonly seconds: number[] = []
  private readonly heights: number[] = []
  private readonly between: number[] = []
  private readonly blocks: BlockSummary[] = []

  constructor(parameters: DetectorParameters) {
    this.parameters = parameters
  }

  take(block: WaveBlock): void {
    this.window.push(block)
    this.blocks.push({ badShare: block.badShare, highest: highestOf(block.waves), floor: block.floor })
    if (this.window.length - this.next > blocksAside) this.decide()
    if (this.next > blocksAside) {
      this.window.shift()
      this.next--
    }
  }

  /** Call once, after the last block. */
  finish(): FoundBeats {
    while (this.next < this.window.length) this.decide()
    this.keepLast()
    const { seconds, heights, between, blocks } = this
    return { seconds, heights, between, blocks }
  }

  private decide(): void {
    const around = this.window.slice(Math.max(0, this.next - blocksAside), this.next + blocksAside + 1)
    const block = this.window[this.next++] as WaveBlock
    const heard = around.filter(isHeard)
    if (heard.length === 0) return
    const typical = median(heard.map(({ waves }) => highestOf(waves)))
    if (isHeard(block)) {
      this.longTerm.push(highestOf(block.waves))
      if (this.longTerm.length > longTermBlocks) this.longTerm.shift()
    }
    const level = Math.max(typical, longTermShare * median(this.longTerm))
    const noise = median(heard.map((other) => other.floor))
    const { beatShare, noiseFactor } = this.parameters
    const least = Math.max(beatShare * level, noiseFactor * noise)
    const threshold = Math.max(least, this.aboveNoise(around, least, level))
    for (const wave of block.waves) this.judge(wave, threshold)
  }

  /** A share of the way from the waves that are no beats to those that are (Pan & Tompkins 1985). */
  private aboveNoise(around: readonly WaveBlock[], least: number, level: number): number {
    let sum = 0
    let count = 0
    for (const { waves } of around) {
      for (const { height } of waves) {
        if (height >= least) continue
        sum += height
        count++
      }
    }
    const noise = count === 0 ? 0 : sum / count
    return noise + this.parameters.betweenShare * (level - noise)
  }

  private judge(wave: Wave, threshold: number): void {
    const { last, parameters } = this
    const isHigh = wave.height >= threshold
    if (last && wave.seconds - last.seconds < refractorySeconds) {
      // The higher of two is the QRS, the other belongs to it.
      if (isHigh && wave.height > last.height) this.last = wave
      return
    }
    const isTWave =
      last !== null &&
      wave.seconds - last.seconds < tWaveSeconds &&
      wave.height < parameters.tWaveShare * last.height
    if (!isHigh || isTWave) {
      this.passed.push(wave)
      return
    }
    this.searchBack(wave, threshold)
    this.accept(wave)
  }

  /** Before a wave that comes late: is there a beat that the threshold missed? */
  private searchBack(until: Wave, threshold: number): void {
    const { searchBackAfter, searchBackShare } = this.parameters
    for (let round = 0; round < typicalIntervals; round++) {
      const { last } = this
      if (!last || this.intervals.length < 2) return
      const overdue = searchBackAfter * median(this.intervals)
      if (until.seconds - last.seconds <= overdue) return
      const missed = this.passed.filter(
        ({ seconds, height }) =>
          height >= searchBackShare * threshold &&
          seconds - last.seconds >= tWaveSeconds &&
          until.seconds - seconds >= tWaveSeconds,
      )
      const highest = highestOf(missed)
      const found = missed.find(({ height }) => height === highest)
      if (!found) return
      const later = this.passed.filter(({ seconds }) => seconds > found.seconds)
      this.passed = this.passed.filter(({ seconds }) => seconds < found.seconds)
      this.accept(found)
      this.passed = later
    }
  }

  private accept(wave: Wave): void {
    const { last } = this
    this.keepLast()
    if (last) {
      this.intervals.push(wave.seconds - last.seconds)
      if (this.intervals.length > typicalIntervals) this.intervals.shift()
    }
    this.last = wave
    this.between.push(highestOf(this.passed))
    this.passed = []
  }

  private keepLast(): void {
    if (!this.last) return
    this.seconds.push(this.last.seconds)
    this.heights.push(this.last.height)
  }
}
