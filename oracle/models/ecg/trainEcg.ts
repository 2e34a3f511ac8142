import type { Progress } from '../recipe.ts'
import { detectorGrid, fitDetector } from './fitDetector.ts'
import { fitQuality, qualityGrid, readableClean, toleratedErrors } from './fitQuality.ts'
import { fitScreen, irregularQuantile, screenGrid, sinusQuantile } from './fitScreen.ts'
import type { EcgParameters } from './parameters.ts'
import { type SyntheticEcg, syntheticEcg } from './synthetic.ts'
import type { NoiseKind } from './syntheticNoise.ts'
import { type NoiseCondition, noiseConditions, plannedRecordings, seedBases } from './syntheticPlan.ts'
import { type WaveletTable, waveletTable } from './wavelets.ts'

/** What is trained on; the seeds of each part begin `seedSpacing` after those of the part before. */
export const trainingPlan = {
  firstSeed: seedBases.training,
  seedSpacing: 10_000_000,
  detector: { decibels: [18, 12, 6], perRhythm: 3, seconds: 60 },
  quality: { kinds: ['muscle', 'motion'], decibels: [18, 12, 6, 0], perRhythm: 3, seconds: 60 },
  screen: { decibels: [18], perRhythm: 6, seconds: 120 },
} as const

export interface TrainedEcg {
  readonly table: WaveletTable
  readonly parameters: EcgParameters
  /** `models/ecg-rhythm/training.json`. */
  readonly manifest: object
}

/** Fixes wavelets and thresholds on made-up recordings: the detector first, then quality, then the screen on both. */
export function trainEcg(onProgress: Progress): TrainedEcg {
  const { firstSeed, seedSpacing, detector, quality, screen } = trainingPlan
  onProgress('fit detector', 0, 3)
  const detectorConditions = noiseConditions(detector.decibels)
  const labelled = recordings(detectorConditions, detector, firstSeed)
  const fitted = fitDetector(
    detectorConditions.map((condition) =>
      labelled.filter((one) => one.condition === condition).map(({ ecg }) => ecg),
    ),
  )
  const table = waveletTable(fitted.waveletHertz)
  onProgress('fit quality', 1, 3)
  const kinds: readonly (NoiseKind | null)[] = [null, ...quality.kinds]
  const qualityConditions = noiseConditions(quality.decibels).filter(({ kind }) => kinds.includes(kind))
  const windows = recordings(qualityConditions, quality, firstSeed + seedSpacing)
  const fittedQuality = fitQuality(
    windows.filter(({ condition }) => condition.kind === null).map(({ ecg }) => ecg),
    windows.filter(({ condition }) => condition.kind !== null).map(({ ecg }) => ecg),
    table,
    fitted.detector,
  )
  onProgress('fit screen', 2, 3)
  const rhythms = recordings(noiseConditions(screen.decibels), screen, firstSeed + 2 * seedSpacing)
  const parameters: EcgParameters = {
    format: 'salus-ecg-parameters/1',
    waveletHertz: fitted.waveletHertz,
    detector: fitted.detector,
    quality: fittedQuality.quality,
    screen: fitScreen(
      rhythms.map(({ ecg }) => ecg),
      table,
      fitted.detector,
      fittedQuality.quality,
    ),
  }
  onProgress('fit screen', 3, 3)
  const manifest = {
    format: 'salus-training/1',
    model: 'ecg-rhythm',
    plan: trainingPlan,
    grids: { detector: detectorGrid, quality: qualityGrid, screen: screenGrid },
    rules: { toleratedErrors, readableClean, sinusQuantile, irregularQuantile },
    reached: {
      detectorScore: fitted.score,
      readableShare: fittedQuality.readable,
      errorsInReadable: fittedQuality.errors,
    },
  }
  return { table, parameters, manifest }
}

function recordings(
  conditions: readonly NoiseCondition[],
  { perRhythm, seconds }: { readonly perRhythm: number; readonly seconds: number },
  firstSeed: number,
): { condition: NoiseCondition; ecg: SyntheticEcg }[] {
  return plannedRecordings(conditions, perRhythm, seconds, firstSeed).map(({ condition, settings }) => ({
    condition,
    ecg: syntheticEcg(settings),
  }))
}
