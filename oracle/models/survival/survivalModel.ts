import type {
  AbstainedOutcome,
  ReportedFeature,
  ReportedFigure,
  SurvivalOutcome,
} from '../../../sdk/inference/clinicalReport.ts'
import { modelVersionOf } from '../../../sdk/inference/modelVersion.ts'
import type { Runtime } from '../../runtime/tensorflow.ts'
import { toFourDecimals } from '../fixedPoint.ts'
import { chainHashes, type ModelParts, readModelFiles } from '../modelFiles.ts'
import type { ShippedModel } from '../shippedModel.ts'
import { assessSurvival } from './assessSurvival.ts'
import type { SurvivalPreprocessing } from './encoding.ts'
import { readSurvivalCard, type SurvivalCard } from './survivalCard.ts'
import { predictSurvival, type SurvivalPrediction, unpackWeights } from './survivalPredictor.ts'

export interface SurvivalAssessment {
  readonly outcome: SurvivalOutcome | AbstainedOutcome
  /** In the card's order. */
  readonly features: readonly ReportedFeature[]
}

/** What an assessment needs; the whole card is known only once its golden cases are. */
export type SurvivalCardCore = Pick<SurvivalCard, 'condition' | 'features' | 'abstention' | 'curveYears'> & {
  readonly method: Omit<SurvivalCard['method'], 'network'>
}

export interface SurvivalCore {
  readonly card: SurvivalCardCore
  readonly preprocessing: SurvivalPreprocessing
  /** Share without the event of a row at the training means, at the card's times. */
  readonly reference: readonly number[]
  /** @param rows raw feature values in the card's order, all present */
  predict(rows: readonly (readonly number[])[]): SurvivalPrediction[]
}

/** A model of how a share without an event falls over the years. */
export interface SurvivalModel extends ShippedModel, SurvivalCore {
  readonly kind: 'survival'
  readonly card: SurvivalCard
  assess: (...input: Parameters<ShippedModel['assess']>) => SurvivalAssessment
}

export function survivalCore(
  card: SurvivalCardCore,
  preprocessing: SurvivalPreprocessing,
  weightBytes: Uint8Array,
  { tf }: Runtime,
): SurvivalCore {
  const weights = unpackWeights(weightBytes, preprocessing.columns.length, card.curveYears.length)
  const baseline = weights.baselines[0] ?? []
  const reference = tf.tidy(() => [
    ...tf
      .tensor1d([...baseline])
      .neg()
      .exp()
      .dataSync(),
  ])
  return {
    card,
    preprocessing,
    reference: reference.map(toFourDecimals),
    predict: (rows) => predictSurvival(tf, preprocessing, weights, card.method.intervalShare, rows),
  }
}

/** @throws IntegrityError MODEL_INVALID, RUNTIME_NOT_PINNED */
export async function loadSurvivalModel(folder: string, runtime: Runtime): Promise<SurvivalModel> {
  const { card, parts } = await readModelFiles(folder, runtime, readSurvivalCard)
  return assembleSurvivalModel(card, parts, runtime)
}

function assembleSurvivalModel(card: SurvivalCard, parts: ModelParts, runtime: Runtime): SurvivalModel {
  const core = survivalCore(card, parts.preprocessing as SurvivalPreprocessing, parts.weights, runtime)
  const hashes = chainHashes(card)
  const descriptor = { ...hashes, purposes: ['TREAT'] as const }
  return {
    ...core,
    kind: 'survival',
    card,
    hashes,
    descriptor,
    version: modelVersionOf(descriptor),
    figures: survivalFigures(card),
    calibration: card.calibration,
    golden: parts.golden,
    assess: (bundle, asOf) => assessSurvival(core, bundle, asOf),
  }
}

function survivalFigures({ metrics }: SurvivalCard): ReportedFigure[] {
  return [
    {
      name: 'C-index',
      meaning:
        'Share of pairs of women of another hospital of whom it tells rightly who had the event first; 0.5 is chance, 1 is best',
      value: metrics.concordance.value,
    },
    {
      name: 'Integrated Brier score',
      meaning: `Mean squared error of the predicted share over ${metrics.calibrationYears} years; 0 is best, one curve for everybody has ${metrics.kaplanMeierBrier}`,
      value: metrics.integratedBrier.value,
    },
    {
      name: `Calibration error at ${metrics.calibrationYears} years`,
      meaning: 'Mean gap between predicted and observed risk in fifths of risk; 0 is best',
      value: metrics.calibrationError,
    },
  ]
}
