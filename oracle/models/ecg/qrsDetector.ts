import { BeatFinder, type FoundBeats } from './beatFinder.ts'
import type { DetectorParameters } from './parameters.ts'
import { QrsEnvelope } from './qrsEnvelope.ts'
import { type PickedWaves, WavePicker } from './qrsWaves.ts'
import { SwingTrack } from './swingTrack.ts'
import type { WaveletTable } from './wavelets.ts'

export interface Detection extends FoundBeats, PickedWaves {
  readonly swing: SwingTrack
}

/**
 * Finds the QRS complexes of one lead, in one pass over a signal that arrives in pieces: envelope, waves, beats. What is
 * kept are the beats and twenty numbers a second.
 */
export class QrsDetector {
  private readonly envelope: QrsEnvelope
  private readonly picker: WavePicker
  private readonly finder: BeatFinder
  private readonly swing: SwingTrack

  /** @param samplingHertz 100 to 2000 */
  constructor(samplingHertz: number, table: WaveletTable, parameters: DetectorParameters) {
    this.finder = new BeatFinder(parameters)
    this.envelope = new QrsEnvelope(samplingHertz, table, (value, valid) => this.picker.take(value, valid))
    this.picker = new WavePicker(this.envelope.stride / samplingHertz, (block) => this.finder.take(block))
    this.swing = new SwingTrack(samplingHertz)
  }

  /** @param samples millivolts; NaN where missing, ±Infinity where saturated */
  push(samples: Float32Array): void {
    this.envelope.push(samples)
    this.swing.push(samples)
  }

  /** Call once, after the last sample. */
  finish(): Detection {
    this.envelope.finish()
    const picked = this.picker.finish()
    return { ...this.finder.finish(), ...picked, swing: this.swing }
  }
}
