import { type Random, seededRandom } from '../random.ts'

/** Kinds of rhythm that can be made up. */
export const rhythmKinds = [
  'sinus',
  'bradycardia',
  'tachycardia',
  'irregular',
  'ectopy',
  'bigeminy',
  'pauses',
] as const
export type RhythmKind = (typeof rhythmKinds)[number]

/** One heartbeat of a made-up rhythm. */
export interface SyntheticBeat {
  /** Of the R wave, from the start. */
  readonly seconds: number
  /** Wide, early and from a ventricle, or not. */
  readonly shape: 'normal' | 'ventricular'
  /** To the beat before, or the typical one for the first. */
  readonly interval: number
}

export interface SyntheticRhythm {
  readonly kind: RhythmKind
  readonly beats: readonly SyntheticBeat[]
  /** Atria fibrillate: no P waves, a fine wave of 4 to 9 Hz instead. */
  readonly fibrillating: boolean
}

/** A standard normal number (Box & Muller 1958). */
export function normalNumber(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

export const between = (random: Random, low: number, high: number): number => low + (high - low) * random()

/**
 * A made-up rhythm of `seconds`. Sinus rhythms breathe and drift (respiratory arrhythmia of 1 to 12 %, waves of 0.1 Hz,
 * as in McSharry et al. 2003); 'irregular' draws each interval by itself, as in atrial fibrillation; 'ectopy' has 3 to 15 %
 * early beats, ventricular with a full pause or atrial without one; 'bigeminy' has one after every normal beat or every two.
 */
export function syntheticRhythm(kind: RhythmKind, seconds: number, seed: number): SyntheticRhythm {
  const random = seededRandom(seed)
  const next =
    kind === 'irregular' ? irregularIntervals(random) : sinusIntervals(random, rateOf(kind, random))
  const ectopics = ectopicsOf(kind, random)
  const beats: SyntheticBeat[] = []
  let interval = next(0)
  let time = 0.2 + random() * interval
  let countdown = ectopics.every()
  while (time < seconds - 0.1) {
    beats.push({ seconds: time, shape: 'normal', interval })
    interval = next(time)
    countdown--
    if (countdown === 0) {
      const early = interval * ectopics.coupling()
      const shape = ectopics.shape()
      if (time + early < seconds - 0.1) beats.push({ seconds: time + early, shape, interval: early })
      // After a ventricular beat the next normal one comes when it would have come anyway; after an atrial one, anew.
      const rest = shape === 'ventricular' ? 2 * interval - early : interval * between(random, 1, 1.15)
      interval = rest
      time += early + rest
      countdown = ectopics.every()
    } else if (kind === 'pauses' && random() < 0.06) {
      interval = between(random, 2, 5)
      time += interval
    } else time += interval
  }
  return { kind, beats, fibrillating: kind === 'irregular' }
}

/** Beats per minute. */
function rateOf(kind: RhythmKind, random: Random): number {
  if (kind === 'bradycardia') return between(random, 30, 48)
  if (kind === 'tachycardia') return between(random, 105, 220)
  return between(random, 50, 104)
}

function sinusIntervals(random: Random, rate: number): (time: number) => number {
  const mean = 60 / rate
  // A fast heart varies less.
  const range = rate > 105 ? 0.3 : 1
  const breathing = { share: between(random, 0.01, 0.12) * range, hertz: between(random, 0.15, 0.35) }
  const slow = { share: between(random, 0.01, 0.05) * range, hertz: between(random, 0.06, 0.12) }
  const jitter = between(random, 0.003, 0.015) * range
  const phases = [random() * 2 * Math.PI, random() * 2 * Math.PI] as const
  let drift = 0
  return (time) => {
    drift = 0.98 * drift + 0.006 * range * normalNumber(random)
    const breath = breathing.share * Math.sin(2 * Math.PI * breathing.hertz * time + phases[0])
    const wave = slow.share * Math.sin(2 * Math.PI * slow.hertz * time + phases[1])
    return mean * Math.max(0.6, 1 + breath + wave + drift + jitter * normalNumber(random))
  }
}

function irregularIntervals(random: Random): () => number {
  const mean = 60 / between(random, 55, 150)
  const spread = between(random, 0.14, 0.3)
  const logSpread = Math.sqrt(Math.log(1 + spread * spread))
  return () => Math.max(0.27, mean * Math.exp(logSpread * normalNumber(random) - (logSpread * logSpread) / 2))
}

function ectopicsOf(kind: RhythmKind, random: Random) {
  const share = between(random, 0.03, 0.15)
  const ventricular = kind === 'bigeminy' || random() < 0.6
  const period = random() < 0.5 ? 1 : 2
  const coupling = between(random, 0.5, 0.9)
  return {
    /** Normal beats before the next early one. */
    every: (): number => {
      if (kind === 'bigeminy') return period
      if (kind !== 'ectopy') return Number.POSITIVE_INFINITY
      return 1 + Math.floor(-Math.log(1 - random()) / share)
    },
    coupling: () => coupling + 0.02 * normalNumber(random),
    shape: (): SyntheticBeat['shape'] => (ventricular ? 'ventricular' : 'normal'),
  }
}
