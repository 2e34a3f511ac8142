/** What the detector and the screen decide by; `models/ecg-rhythm/preprocessing.json`. Lengths in seconds, heights in millivolts. */
export interface EcgParameters {
  readonly format: 'salus-ecg-parameters/1'
  /** Where the wavelets of weights.bin have their greatest gain. */
  readonly waveletHertz: number
  readonly detector: DetectorParameters
  readonly quality: QualityParameters
  readonly screen: ScreenParameters
}

export interface DetectorParameters {
  /** A beat is at least this share of the typical height of beats around it, */
  readonly beatShare: number
  /** and at least so many times the lower quartile of the envelope around it. */
  readonly noiseFactor: number
  /** and this share of the way from the mean height of other waves around to the typical height of beats. */
  readonly betweenShare: number
  /** Within 360 ms of a beat, a wave lower than this share of that beat is its T wave (Pan & Tompkins 1985). */
  readonly tWaveShare: number
  /** Where no beat came for `searchBackAfter` typical intervals, this share of the threshold is enough. */
  readonly searchBackShare: number
  readonly searchBackAfter: number
}

export interface QualityParameters {
  /** Four seconds are unreadable where the greatest wave between beats is, on average, above this share of the beats, */
  readonly noiseRatio: number
  /** or the lower quartile of the envelope above this one. */
  readonly noiseFloor: number
}

export interface ScreenParameters {
  /** A window of intervals is regular where the unpredicted share of their variation is below this, */
  readonly regularBelow: number
  /** and irregular from this on. See `irregularity`. */
  readonly irregularFrom: number
  /** An interval shorter than this share of the median around it ends in an early beat; */
  readonly earlyShare: number
  /** one longer than this share is a pause. Both are left out to see whether the rest is regular. */
  readonly lateShare: number
}
