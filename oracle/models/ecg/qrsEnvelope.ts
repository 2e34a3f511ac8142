import { type WaveletTable, waveletTaps } from './wavelets.ts'

/** One value of the envelope. `valid` is false where the signal under it is missing, saturated or flat. */
export type EnvelopeSink = (envelope: number, valid: boolean) => void

/** Missing samples up to this long are bridged by a straight line. */
const bridgeSeconds = 0.02
/** A signal that stays within `flatMillivolts` for this long comes from no heart: a lead is off, or the amplifier at its end. */
const flatSeconds = 1
const flatMillivolts = 0.005
/** How far from a bad sample the envelope is not to be trusted. */
export const guardSeconds = 0.1
/** The envelope is computed at no more than about twice this rate; it holds nothing above 50 Hz. */
const envelopeHertz = 180
/** No electrode gives more (AAMI EC11 asks for ±300 mV of offset); a greater number is no measurement. */
export const greatestMillivolts = 1000

/**
 * The envelope of the QRS complexes of a signal that arrives in pieces: √(odd² + even²) of a pair of wavelets, in
 * millivolts, every `stride` samples. Only + − × ÷ √ are used, which IEEE 754 defines to the bit. Memory does not
 * grow with the signal.
 */
export class QrsEnvelope {
  /** Samples of the signal from one value of the envelope to the next. */
  readonly stride: number
  private readonly sink: EnvelopeSink
  private readonly odd: Float64Array
  private readonly even: Float64Array
  /** Samples on either side that one value of the envelope looks at. */
  private readonly reach: number
  private readonly bridge: number
  private readonly flat: number
  private readonly guard: number
  private readonly values: Float64Array
  private readonly bad: Uint8Array
  private filled = 0
  /** Where in the buffer the next value of the envelope lies. */
  private centre = 0
  private last = 0
  /** Taken off every sample, so that the signal goes on without a step after a gap. */
  private offset = 0
  private missing = 0
  private flatLow = 0
  private flatHigh = 0
  private flatLength = 0

  /** @param samplingHertz 100 to 2000 */
  constructor(samplingHertz: number, table: WaveletTable, sink: EnvelopeSink) {
    const { odd, even } = waveletTaps(table, samplingHertz)
    this.odd = odd
    this.even = even
    this.reach = odd.length - 1
    this.sink = sink
    this.stride = Math.max(1, Math.floor(samplingHertz / envelopeHertz))
    this.bridge = Math.floor(bridgeSeconds * samplingHertz)
    this.flat = Math.ceil(flatSeconds * samplingHertz)
    this.guard = Math.min(this.reach, Math.ceil(guardSeconds * samplingHertz))
    const capacity = 2 * (this.reach + this.flat) + 8192
    this.values = new Float64Array(capacity)
    this.bad = new Uint8Array(capacity)
    // The time before the first sample is like the first sample.
    this.filled = this.reach
    this.centre = this.reach
    this.missing = this.bridge + 1
  }

  /** @param samples millivolts; NaN where missing, ±Infinity where saturated */
  push(samples: Float32Array): void {
    for (let index = 0; index < samples.length; index++) this.take(samples[index] as number)
  }

  /** Call once, after the last sample. */
  finish(): void {
    for (let count = 0; count < this.reach; count++) this.append(this.last, 0)
    this.computeUntil(this.filled - this.reach)
  }

  private take(sample: number): void {
    if (!(sample >= -greatestMillivolts && sample <= greatestMillivolts)) {
      this.missing++
      this.append(this.last, 1)
      this.flatLength = 0
      return
    }
    if (this.missing > this.bridge) this.offset = sample - this.last
    const value = sample - this.offset
    if (this.missing > 0 && this.missing <= this.bridge) this.drawBridge(value)
    this.missing = 0
    this.last = value
    this.append(value, 0)
    this.watchFlatness(value)
  }

  private drawBridge(value: number): void {
    const step = (value - this.last) / (this.missing + 1)
    for (let back = 1; back <= this.missing; back++) {
      this.values[this.filled - back] = value - step * back
      this.bad[this.filled - back] = 0
    }
  }

  private watchFlatness(value: number): void {
    this.flatLow = Math.min(this.flatLow, value)
    this.flatHigh = Math.max(this.flatHigh, value)
    if (this.flatLength === 0 || this.flatHigh - this.flatLow > flatMillivolts) {
      this.flatLow = value
      this.flatHigh = value
      this.flatLength = 0
    }
    this.flatLength++
    if (this.flatLength === this.flat) this.bad.fill(1, this.filled - this.flat, this.filled)
    else if (this.flatLength > this.flat) this.bad[this.filled - 1] = 1
  }

  private append(value: number, bad: 0 | 1): void {
    if (this.filled === this.values.length) {
      // Nothing within a bridge or a flat stretch of the end is settled yet.
      this.computeUntil(this.filled - this.reach - this.flat)
      const from = this.centre - this.reach
      this.values.copyWithin(0, from, this.filled)
      this.bad.copyWithin(0, from, this.filled)
      this.filled -= from
      this.centre -= from
    }
    this.values[this.filled] = value
    this.bad[this.filled] = bad
    this.filled++
  }

  private computeUntil(end: number): void {
    const { values, bad, odd, even, reach, guard, stride, sink } = this
    if (this.centre >= end) return
    let badNear = 0
    for (let index = this.centre - guard; index <= this.centre + guard; index++)
      badNear += bad[index] as number
    for (let centre = this.centre; ; ) {
      let oddSum = 0
      let evenSum = (even[0] as number) * (values[centre] as number)
      for (let away = 1; away <= reach; away++) {
        const before = values[centre - away] as number
        const after = values[centre + away] as number
        oddSum += (odd[away] as number) * (after - before)
        evenSum += (even[away] as number) * (after + before)
      }
      if (badNear === 0) sink(Math.sqrt(oddSum * oddSum + evenSum * evenSum), true)
      else sink(0, false)
      centre += stride
      this.centre = centre
      if (centre >= end) return
      for (let moved = 0; moved < stride; moved++) {
        badNear += bad[centre + guard - moved] as number
        badNear -= bad[centre - guard - 1 - moved] as number
      }
    }
  }
}
