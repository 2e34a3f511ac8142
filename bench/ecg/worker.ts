import { loadEcgModel } from '../../oracle/models/ecg/ecgModel.ts'
import { matchBeats } from '../../oracle/models/ecg/matchBeats.ts'
import { QrsDetector } from '../../oracle/models/ecg/qrsDetector.ts'
import { readRealExcerpt } from '../../oracle/models/ecg/realExcerpt.ts'
import { RhythmAnalyser } from '../../oracle/models/ecg/rhythmAnalyser.ts'
import { syntheticEcg } from '../../oracle/models/ecg/synthetic.ts'
import { plannedRecordings } from '../../oracle/models/ecg/syntheticPlan.ts'
import { modelFolder } from '../../oracle/models/modelFolder.ts'
import { loadRuntime } from '../../oracle/runtime/tensorflow.ts'
import { parseBundle } from '../../sdk/fhir/parseBundle.ts'
import { ecgBundle } from '../../sdk/fhir/sampledDataBundle.ts'
import { panTompkins } from './panTompkins.ts'

export interface EcgMeasurement {
  readonly seconds: number
  /** MB, 10⁶ bytes. */
  readonly peakMemory: number
  readonly beats: number
  readonly accuracy?: readonly {
    readonly detector: string
    readonly noise: string
    readonly sensitivity: number
    readonly predictiveValue: number
  }[]
}

/* Measures one task and prints it. */
const task = JSON.parse(process.argv[2] ?? '') as { kind: string; hours: number }
const model = await loadEcgModel(await modelFolder('ecg-rhythm'), await loadRuntime())
const { recording } = await readRealExcerpt()
const { samplingHertz, millivolts } = recording
const samples = task.hours * 3600 * samplingHertz

/** The excerpt over and over, in pieces of a second. */
function* pieces(): Generator<Float32Array> {
  for (let from = 0; from < samples; from += samplingHertz) {
    const start = from % millivolts.length
    yield millivolts.subarray(start, start + samplingHertz)
  }
}

function ours(): number {
  const analyser = new RhythmAnalyser(samplingHertz, model.table, model.parameters)
  for (const piece of pieces()) analyser.push(piece)
  return analyser.finish().beats.length
}

function textbook(): number {
  const signal = new Float32Array(samples)
  let filled = 0
  for (const piece of pieces()) {
    signal.set(piece, filled)
    filled += piece.length
  }
  return panTompkins(signal, samplingHertz).length
}

const start = '2026-01-05T09:00:00Z'

function bundleBytes(): Uint8Array {
  const counts = [...pieces()].flatMap((piece) => [...piece].map((value) => Math.round(value * 200)))
  const segment = { start, samplingHertz, counts, stepMillivolts: 0.005 }
  const bundle = ecgBundle({ resourceType: 'Patient', id: 'bench' }, [segment])
  return new TextEncoder().encode(JSON.stringify(bundle))
}

function assessBundle(bytes: Uint8Array): number {
  const { outcome } = model.assess(parseBundle(bytes), new Date('2026-01-06T00:00:00Z'))
  return outcome.status === 'answered' && outcome.kind === 'rhythm' ? outcome.beats : 0
}

/** Seeds of neither training nor evaluation. */
const firstSeed = 200_000_000

function accuracy(): EcgMeasurement['accuracy'] {
  const conditions = [
    { kind: null, decibels: null },
    { kind: 'muscle', decibels: 12 },
    { kind: 'motion', decibels: 12 },
  ] as const
  const plan = plannedRecordings(conditions, 4, 60, firstSeed).map(({ condition, settings }) => ({
    condition,
    ecg: syntheticEcg(settings),
  }))
  const detectors = {
    'ecg-rhythm': (signal: Float32Array, hertz: number) => {
      const detector = new QrsDetector(hertz, model.table, model.parameters.detector)
      detector.push(signal)
      return detector.finish().seconds
    },
    'textbook Pan–Tompkins': (signal: Float32Array, hertz: number) =>
      panTompkins(signal, hertz).map((sample) => sample / hertz),
  }
  return Object.entries(detectors).flatMap(([detector, detect]) =>
    conditions.map((condition) => {
      let [found, missed, wrong] = [0, 0, 0]
      for (const { ecg } of plan.filter((one) => one.condition === condition)) {
        const known = ecg.rhythm.beats.map(({ seconds }) => seconds)
        const match = matchBeats(known, detect(ecg.millivolts, ecg.samplingHertz))
        found += match.found
        missed += match.missed
        wrong += match.false
      }
      return {
        detector,
        noise: condition.kind === null ? 'none' : `${condition.kind} ${condition.decibels} dB`,
        sensitivity: found / (found + missed),
        predictiveValue: found / (found + wrong),
      }
    }),
  )
}

const bytes = task.kind === 'bundle' ? bundleBytes() : new Uint8Array()
const begun = performance.now()
const beats =
  task.kind === 'ours'
    ? ours()
    : task.kind === 'textbook'
      ? textbook()
      : task.kind === 'bundle'
        ? assessBundle(bytes)
        : 0
const seconds = (performance.now() - begun) / 1000
const measurement: EcgMeasurement = {
  seconds,
  peakMemory: process.resourceUsage().maxRSS / 1000,
  beats,
  ...(task.kind === 'accuracy' ? { accuracy: accuracy() ?? [] } : {}),
}
process.stdout.write(JSON.stringify(measurement))
