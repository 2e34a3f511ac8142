import { greatestMillivolts } from './qrsEnvelope.ts'

const stepSeconds = 0.1

/** How far the signal itself moves, tenth of a second by tenth. */
export class SwingTrack {
  private readonly length: number
  private readonly step: number
  private readonly lows: number[] = []
  private readonly highs: number[] = []
  private low = Number.POSITIVE_INFINITY
  private high = Number.NEGATIVE_INFINITY
  private filled = 0

  constructor(samplingHertz: number) {
    this.length = Math.round(stepSeconds * samplingHertz)
    this.step = this.length / samplingHertz
  }

  push(samples: Float32Array): void {
    for (let index = 0; index < samples.length; index++) {
      const sample = samples[index] as number
      if (sample >= -greatestMillivolts && sample <= greatestMillivolts) {
        if (sample < this.low) this.low = sample
        if (sample > this.high) this.high = sample
      }
      if (++this.filled === this.length) this.close()
    }
  }

  /** Greatest minus least millivolts between two times; 0 where there is no sample. */
  between(from: number, to: number): number {
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    const last = Math.min(this.lows.length - 1, Math.floor(to / this.step))
    for (let index = Math.max(0, Math.floor(from / this.step)); index <= last; index++) {
      low = Math.min(low, this.lows[index] as number)
      high = Math.max(high, this.highs[index] as number)
    }
    return high > low ? high - low : 0
  }

  private close(): void {
    this.lows.push(this.low)
    this.highs.push(this.high)
    this.low = Number.POSITIVE_INFINITY
    this.high = Number.NEGATIVE_INFINITY
    this.filled = 0
  }
}
