import type { Runtime } from '../../runtime/tensorflow.ts'
import { toFourDecimals } from '../fixedPoint.ts'
import { goldenVectors } from '../golden.ts'
import { hashesOf, type ModelParts, modelFiles, tfjsVersion } from '../modelFiles.ts'
import type { ModelEvaluation, ModelFiles, ModelRecipe, Progress } from '../recipe.ts'
import { assessSurvival } from './assessSurvival.ts'
import { readGbsg, readRotterdam, type SurvivalDataset } from './breast/dataset.ts'
import { breastDefinition, curveYears } from './breast/definition.ts'
import { breastFeatures } from './breast/features.ts'
import { goldenCases } from './breast/goldenCases.ts'
import { type FittedSurvival, fitSurvival } from './fitSurvival.ts'
import { type NetworkGain, networkGain, type Selection, selectCoding } from './selectCoding.ts'
import type { SurvivalCard } from './survivalCard.ts'
import { loadSurvivalModel, type SurvivalCardCore, survivalCore } from './survivalModel.ts'
import { endFollowUp } from './survivalRow.ts'
import { validateSurvival } from './validateSurvival.ts'

const { settings, data, ...definition } = breastDefinition

const abstention = {
  text: 'The model gives no answer for men or without positive lymph nodes; when a feature is missing, stale, or outside the range of its training rows; and when age, nodes and receptors together lie further from the centre of the training rows than 99 % of those rows do (Mahalanobis distance).',
}

/** How the breast-cancer survival model is made, measured and loaded. */
export const survivalRecipe: ModelRecipe = {
  name: definition.name,
  train: trainSurvival,
  evaluate: evaluateSurvival,
  load: loadSurvivalModel,
}

async function trainSurvival(runtime: Runtime, onProgress: Progress = () => {}): Promise<ModelFiles> {
  const { training, test, selection, fitted } = await fitBest(runtime, settings.refits, onProgress)
  const gain = networkGain(runtime.tf, training.rows, selection.chosen, (done, total) =>
    onProgress('network', done, total),
  )
  // One standard error (Hastie, Tibshirani & Friedman 2009, 7.10.1): the simpler model unless the other is clearly better.
  if (gain.mean > gain.standardError) {
    throw new Error('The network clearly beats the regression in cross-validation: ship it instead.')
  }
  const core = coreOf(runtime, selection, fitted, settings.refits)
  const parts: ModelParts = {
    weights: fitted.weights,
    preprocessing: fitted.preprocessing,
    training: {
      format: 'salus-training/1',
      model: definition.name,
      dataSha256: training.sha256,
      tfjs: tfjsVersion(),
      settings: JSON.parse(JSON.stringify(settings)) as unknown,
      selection,
      networkGain: gain,
      gradientNorm: fitted.gradientNorm,
    },
    golden: goldenVectors((bundle, asOf) => assessSurvival(core, bundle, asOf), goldenCases),
  }
  const { calibration, ...figures } = validateSurvival(core, test.rows)
  const card: SurvivalCard = {
    format: 'salus-model-card/1',
    kind: 'survival',
    name: definition.name,
    title: definition.title,
    intendedUse: definition.intendedUse,
    notFor: [...definition.notFor],
    limits: [...definition.limits],
    ...core.card,
    method: { ...core.card.method, network: networkText(gain) },
    data: {
      training: { ...data.training, ...countsOf(training) },
      test: { ...data.test, ...countsOf(test) },
      source: data.source,
      licence: data.licence,
      followUpYears: settings.followUp,
    },
    metrics: {
      text: `The shipped model on all ${test.rows.length} women of ${data.test.title}, none of whom it was trained on; the share it abstains on is stated apart. 95 % percentile bootstrap over women, ${settings.resamples} resamples. The integrated Brier score runs to ${settings.calibrationYears} years with inverse probability of censoring; beside it stands that of the Kaplan–Meier curve of the same women. Calibration at ${settings.calibrationYears} years compares the mean predicted risk of each fifth with Kaplan–Meier.`,
      crossValidatedConcordance: concordanceOf(selection),
      ...figures,
    },
    calibration,
    hashes: hashesOf(parts, runtime),
  }
  return modelFiles(card, parts)
}

async function evaluateSurvival(runtime: Runtime, onProgress: Progress = () => {}): Promise<ModelEvaluation> {
  const { test, selection, fitted } = await fitBest(runtime, 0, onProgress)
  const figures = validateSurvival(coreOf(runtime, selection, fitted, 0), test.rows)
  return {
    model: definition.name,
    method: `trained anew on ${data.training.title}, coding chosen there by ${settings.folds}-fold × ${settings.repeats} cross-validation; measured on ${data.test.title}, ${test.rows.length} women`,
    figures: [
      { name: 'c-index', ...figures.concordance },
      { name: 'c-index in cross-validation on the training data', value: concordanceOf(selection) },
      { name: 'integrated brier score', ...figures.integratedBrier },
      { name: 'integrated brier score of kaplan-meier', value: figures.kaplanMeierBrier },
      {
        name: `calibration error at ${settings.calibrationYears} years`,
        value: figures.calibrationError,
      },
      { name: 'share abstained', value: figures.abstained },
    ],
    details: {
      candidates: selection.candidates,
      subgroups: figures.subgroups,
      calibration: figures.calibration,
    },
  }
}

/** Chooses the coding on the training data alone, and fits it. */
async function fitBest(runtime: Runtime, refits: number, onProgress: Progress) {
  const training = await readRotterdam()
  const test = await readGbsg()
  const rows = endFollowUp(training.rows, settings.followUp)
  const selection = selectCoding(runtime.tf, rows, (done, total) => onProgress('selection', done, total))
  const fitted = fitSurvival(runtime.tf, selection.chosen, rows, refits, (done, total) =>
    onProgress('fit', done, total),
  )
  return { training: { ...training, rows }, test, selection, fitted }
}

function coreOf(runtime: Runtime, selection: Selection, fitted: FittedSurvival, refits: number) {
  const card: SurvivalCardCore = {
    condition: definition.condition,
    curveYears: [...curveYears],
    // Through JSON, because specifications are deeply readonly and share objects.
    features: JSON.parse(JSON.stringify(breastFeatures)) as SurvivalCard['features'],
    abstention,
    method: {
      text: `Cox proportional hazards with coding '${selection.chosen}' and L2 penalty ${settings.penalty}, ties and baseline after Breslow, fitted by ${settings.descent.steps} steps of full-batch Nesterov descent from zero in TensorFlow.js ${tfjsVersion()} (WebAssembly SIMD). Follow-up ends at ${settings.followUp} years. The coding had the greatest C-index in ${settings.folds}-fold × ${settings.repeats} cross-validation on the training data.`,
      candidates: selection.candidates.map(({ name, concordance }) => ({
        name,
        concordance: toFourDecimals(concordance),
      })),
      chosen: selection.chosen,
      refits,
      intervalShare: settings.intervalShare,
      intervalText: `The interval holds the middle ${Math.round(settings.intervalShare * 100)} % of the shares given by ${refits} refits on bootstrap resamples of the training rows, each with a baseline of its own: how much the curve depends on who happened to be in the training data. It is not a bound on the truth.`,
    },
  }
  return survivalCore(card, fitted.preprocessing, fitted.weights, runtime)
}

const networkText = ({ mean, standardError }: NetworkGain): string =>
  `A network of ${settings.network.units} hidden units on the same likelihood and coding gained ${toFourDecimals(mean)} of C-index in the same cross-validation (standard error over folds ${toFourDecimals(standardError)}): no clear gain, so the regression, whose contributions are exact, was kept.`

const concordanceOf = ({ candidates, chosen }: Selection): number =>
  toFourDecimals(candidates.find(({ name }) => name === chosen)?.concordance ?? 0)

const countsOf = ({ rows, sha256 }: SurvivalDataset) => ({
  sha256,
  rows: rows.length,
  events: rows.filter(({ event }) => event).length,
})
