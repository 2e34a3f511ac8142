import { type Random, seededRandom } from '../random.ts'
import { between, normalNumber } from './syntheticRhythm.ts'

/** Kinds of noise that can be added to a made-up signal. */
export const noiseKinds = ['baseline', 'mains', 'muscle', 'motion'] as const
export type NoiseKind = (typeof noiseKinds)[number]

/**
 * Noise of mean square 1: a wandering baseline (0.05 to 0.5 Hz), mains hum (50 or 60 Hz with two harmonics), muscle noise
 * (white, with slowly changing strength), or electrode motion (steps that decay, and noise of 1 to 10 Hz).
 */
export function syntheticNoise(
  kind: NoiseKind,
  samples: number,
  samplingHertz: number,
  seed: number,
): Float64Array {
  const random = seededRandom(seed)
  const noise = makers[kind](samples, samplingHertz, random)
  let power = 0
  for (const value of noise) power += value * value
  const scale = 1 / Math.sqrt(power / samples)
  return noise.map((value) => value * scale)
}

const makers: Readonly<
  Record<NoiseKind, (samples: number, samplingHertz: number, random: Random) => Float64Array>
> = {
  baseline(samples, samplingHertz, random) {
    const waves = Array.from({ length: 6 }, () => ({
      hertz: between(random, 0.05, 0.5),
      size: random(),
      phase: random() * 2 * Math.PI,
    }))
    return new Float64Array(samples).map((_, index) =>
      waves.reduce(
        (sum, { hertz, size, phase }) =>
          sum + size * Math.sin((2 * Math.PI * hertz * index) / samplingHertz + phase),
        0,
      ),
    )
  },
  mains(samples, samplingHertz, random) {
    const hertz = random() < 0.5 ? 50 : 60
    // What lies above half of the sampling rate an amplifier's filter takes away.
    const sizes = [1, between(random, 0, 0.3), between(random, 0, 0.3)].map((size, harmonic) =>
      hertz * (harmonic + 1) < samplingHertz / 2 ? size : 0,
    )
    return new Float64Array(samples).map((_, index) =>
      sizes.reduce(
        (sum, size, harmonic) =>
          sum + size * Math.sin((2 * Math.PI * hertz * (harmonic + 1) * index) / samplingHertz),
        0,
      ),
    )
  },
  muscle(samples, samplingHertz, random) {
    const phase = random() * 2 * Math.PI
    return new Float64Array(samples).map((_, index) => {
      const strength = 1 + 0.6 * Math.sin((2 * Math.PI * 0.1 * index) / samplingHertz + phase)
      return strength * normalNumber(random)
    })
  },
  motion(samples, samplingHertz, random) {
    const noise = new Float64Array(samples)
    // First-order filters: above 1 Hz and below 10 Hz.
    const fast = 1 / (1 + samplingHertz / (2 * Math.PI * 10))
    const slow = 1 / (1 + samplingHertz / (2 * Math.PI * 1))
    let smooth = 0
    let base = 0
    let step = 0
    for (let index = 0; index < samples; index++) {
      // One step every two seconds on average, which decays within half a second.
      if (random() < 0.5 / samplingHertz) step += normalNumber(random) * 2
      step *= 1 - 1 / (0.5 * samplingHertz)
      smooth += fast * (normalNumber(random) * Math.sqrt(samplingHertz / 20) + step - smooth)
      base += slow * (smooth - base)
      noise[index] = smooth - base
    }
    return noise
  },
}
