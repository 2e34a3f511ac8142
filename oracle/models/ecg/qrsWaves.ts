/** A wave of the envelope, which may be a beat. */
export interface Wave {
  /** Of its peak, from the start of the signal. */
  readonly seconds: number
  /** Millivolts. */
  readonly height: number
}

/** A part of the signal, in seconds from its start. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** The waves of a piece of the signal. */
export interface WaveBlock {
  readonly waves: readonly Wave[]
  /** Lower quartile of the envelope, in millivolts: what is there even between the waves of a fast heart. NaN where all of it is bad. */
  readonly floor: number
  /** Share of the piece that is missing, saturated or flat, 0 to 1. */
  readonly badShare: number
}

export interface PickedWaves {
  /** Where the signal is missing, saturated or flat, in order. */
  readonly gaps: readonly Stretch[]
  readonly durationSeconds: number
}

export const blockSeconds = 2
/** Of two waves nearer than this, the higher counts. */
const apartSeconds = 0.1

/** Picks the waves out of an envelope that arrives value by value. */
export class WavePicker {
  private readonly step: number
  private readonly apart: number
  private readonly values: Float64Array
  private readonly sink: (block: WaveBlock) => void
  private filled = 0
  private valid = 0
  private position = 0
  private before = 0
  private here = 0
  private pending: (Wave & { readonly position: number }) | null = null
  private waves: Wave[] = []
  private readonly gaps: Stretch[] = []
  private gapFrom = -1

  /** @param step seconds from one value to the next */
  constructor(step: number, sink: (block: WaveBlock) => void) {
    this.step = step
    this.apart = Math.round(apartSeconds / step)
    this.values = new Float64Array(Math.round(blockSeconds / step))
    this.sink = sink
  }

  take(value: number, isValid: boolean): void {
    if (this.here > 0 && this.here > this.before && this.here >= value) this.takePeak(value)
    this.before = this.here
    this.here = value
    if (isValid) this.closeGap()
    else if (this.gapFrom < 0) this.gapFrom = this.position
    this.position++
    if (isValid) this.values[this.valid++] = value
    if (++this.filled === this.values.length) this.closeBlock()
  }

  /** Call once, after the last value. */
  finish(): PickedWaves {
    this.settle()
    this.closeGap()
    if (this.filled > 0) this.closeBlock()
    return { gaps: this.gaps, durationSeconds: this.position * this.step }
  }

  private closeGap(): void {
    if (this.gapFrom < 0) return
    this.gaps.push({ from: this.gapFrom * this.step, to: this.position * this.step })
    this.gapFrom = -1
  }

  /** @param after the value that follows the peak */
  private takePeak(after: number): void {
    const position = this.position - 1
    if (this.pending && position - this.pending.position >= this.apart) this.settle()
    if (this.pending && this.pending.height >= this.here) return
    // The vertex of the parabola through the three values.
    const bend = this.before - 2 * this.here + after
    const shift = (0.5 * (this.before - after)) / bend
    this.pending = { position, seconds: (position + shift) * this.step, height: this.here }
  }

  private settle(): void {
    if (this.pending) this.waves.push({ seconds: this.pending.seconds, height: this.pending.height })
    this.pending = null
  }

  private closeBlock(): void {
    const sorted = this.values.subarray(0, this.valid).sort()
    const floor = this.valid === 0 ? Number.NaN : (sorted[this.valid >> 2] as number)
    this.sink({ waves: this.waves, floor, badShare: 1 - this.valid / this.filled })
    this.waves = []
    this.filled = 0
    this.valid = 0
  }
}
