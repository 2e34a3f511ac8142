import { type Random, seededRandom } from '../random.ts'
import { type NoiseKind, syntheticNoise } from './syntheticNoise.ts'
import {
  between,
  type RhythmKind,
  type SyntheticBeat,
  type SyntheticRhythm,
  syntheticRhythm,
} from './syntheticRhythm.ts'

export interface SyntheticSettings {
  readonly kind: RhythmKind
  readonly seconds: number
  readonly samplingHertz: number
  readonly seed: number
  readonly noise?: { readonly kind: NoiseKind; readonly decibels: number }
}

/** A made-up electrocardiogram whose beats are known. */
export interface SyntheticEcg {
  readonly samplingHertz: number
  readonly millivolts: Float32Array
  readonly rhythm: SyntheticRhythm
}

/** One bump of a beat: millivolts, seconds from the R wave, standard deviation in seconds. */
type Wave = readonly [size: number, at: number, width: number]

interface Shapes {
  readonly scale: number
  readonly normal: readonly Wave[]
  readonly ventricular: readonly Wave[]
  readonly atrial: Wave
}

/**
 * A made-up single-lead electrocardiogram: every beat a sum of Gaussian bumps for P, Q, R, S and T, as in McSharry,
 * Clifford, Tarassenko & Smith (IEEE Trans Biomed Eng 2003), with sizes, widths and polarity drawn for each recording.
 * The signal-to-noise ratio is that of the MIT-BIH noise stress test (Moody, Muldrow & Mark 1984): the power of the signal is the square
 * of the peak-to-peak height of the normal QRS over 8, the power of the noise its mean square. Even a 'clean' signal has 5 µV
 * of white noise, as an amplifier has.
 *
 * It uses Math.exp, sin, cos and log, which the pinned V8 computes in software: the same bits wherever Salus trains.
 */
export function syntheticEcg({ kind, seconds, samplingHertz, seed, noise }: SyntheticSettings): SyntheticEcg {
  const random = seededRandom(seed)
  const rhythm = syntheticRhythm(kind, seconds, seed + 0x9e3779b9)
  const shapes = drawShapes(random)
  const samples = Math.round(seconds * samplingHertz)
  const signal = new Float64Array(samples)
  const breath = { depth: between(random, 0, 0.2), phase: random() * 2 * Math.PI }
  for (const beat of rhythm.beats) {
    // The heart moves with the lungs, and so does its height in one lead; 0.25 Hz is 15 breaths a minute.
    const size = 1 + breath.depth * Math.sin(2 * Math.PI * 0.25 * beat.seconds + breath.phase)
    addBeat(signal, samplingHertz, beat, shapes, rhythm.fibrillating, size)
  }
  if (rhythm.fibrillating) addFibrillation(signal, samplingHertz, shapes.scale, random)
  addNoise(signal, syntheticNoise('muscle', samples, samplingHertz, seed + 1), 0.005)
  if (noise) {
    const height = peakToPeak(shapes.normal)
    const size = Math.sqrt((height * height) / 8) / 10 ** (noise.decibels / 20)
    addNoise(signal, syntheticNoise(noise.kind, samples, samplingHertz, seed + 2), size)
  }
  return { samplingHertz, millivolts: Float32Array.from(signal), rhythm }
}

function drawShapes(random: Random): Shapes {
  const scale = between(random, 0.35, 2) * (random() < 0.25 ? -1 : 1)
  // Up to 1.8 times as wide, as in bundle-branch block.
  const wide = random() < 0.25 ? between(random, 1.2, 1.8) : between(random, 0.8, 1.2)
  const tall = between(random, 0.08, 0.4) * (random() < 0.1 ? -1 : 1)
  const s = between(random, 0.05, 0.5)
  const turned = random() < 0.5 ? -1 : 1
  const height = between(random, 0.5, 1.6)
  const times = (size: number) => size * scale
  return {
    scale: Math.abs(scale),
    atrial: [times(between(random, 0.05, 0.18)), -0.17, 0.022],
    normal: [
      [times(-between(random, 0, 0.15)), -0.028 * wide, 0.009 * wide],
      [times(1), 0, 0.011 * wide],
      [times(-s), 0.03 * wide, 0.011 * wide],
      [times(tall), 0.28, 0.05],
    ],
    ventricular: [
      [times(height * turned), 0, 0.03 * between(random, 0.85, 1.3)],
      [times(-0.5 * height * turned), 0.075, 0.03],
      [times(-0.3 * height * turned), 0.32, 0.06],
    ],
  }
}

function addBeat(
  signal: Float64Array,
  samplingHertz: number,
  beat: SyntheticBeat,
  shapes: Shapes,
  fibrillating: boolean,
  size: number,
): void {
  // P and T draw nearer in a fast heart, as the square root of the interval (Bazett 1920).
  const pace = Math.sqrt(Math.min(1.3, Math.max(0.3, beat.interval)))
  const waves = beat.shape === 'normal' ? shapes.normal : shapes.ventricular
  for (const wave of waves) addWave(signal, samplingHertz, beat.seconds, wave, pace, size)
  if (beat.shape === 'normal' && !fibrillating)
    addWave(signal, samplingHertz, beat.seconds, shapes.atrial, pace, size)
}

function addWave(
  signal: Float64Array,
  samplingHertz: number,
  beatSeconds: number,
  [height, at, width]: Wave,
  pace: number,
  size: number,
): void {
  const far = Math.abs(at) > 0.1
  const centre = beatSeconds + (far ? at * pace : at)
  const spread = far ? width * pace : width
  const from = Math.max(0, Math.ceil((centre - 5 * spread) * samplingHertz))
  const to = Math.min(signal.length - 1, Math.floor((centre + 5 * spread) * samplingHertz))
  for (let index = from; index <= to; index++) {
    const distance = (index / samplingHertz - centre) / spread
    signal[index] = (signal[index] as number) + size * height * Math.exp(-0.5 * distance * distance)
  }
}

function addFibrillation(signal: Float64Array, samplingHertz: number, scale: number, random: Random): void {
  const size = scale * between(random, 0.02, 0.1)
  const hertz = between(random, 4, 9)
  let phase = 0
  for (let index = 0; index < signal.length; index++) {
    phase += (2 * Math.PI * hertz * (1 + 0.3 * (random() - 0.5))) / samplingHertz
    signal[index] = (signal[index] as number) + size * (Math.sin(phase) + 0.4 * Math.sin(2 * phase))
  }
}

function addNoise(signal: Float64Array, noise: Float64Array, size: number): void {
  for (let index = 0; index < signal.length; index++)
    signal[index] = (signal[index] as number) + size * (noise[index] as number)
}

/** Of the QRS alone, in millivolts. */
function peakToPeak(waves: readonly Wave[]): number {
  let low = 0
  let high = 0
  for (let time = -0.08; time <= 0.08; time += 0.001) {
    let value = 0
    for (const [size, at, width] of waves.slice(0, 3)) {
      const distance = (time - at) / width
      value += size * Math.exp(-0.5 * distance * distance)
    }
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return high - low
}
