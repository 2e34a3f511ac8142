import { canonicalJson } from '../../../sdk/crypto/canonicalJson.ts'
import type { Runtime } from '../../runtime/tensorflow.ts'
import { goldenVectors } from '../golden.ts'
import { hashesOf, type ModelParts, modelFiles } from '../modelFiles.ts'
import type { ModelEvaluation, ModelFiles, ModelRecipe, Progress } from '../recipe.ts'
import { abstentionText } from './composeScore.ts'
import { chart, vitalsDefinition } from './definition.ts'
import { cardFeatures } from './features.ts'
import { goldenCases } from './goldenCases.ts'
import { assessVitals } from './monitor.ts'
import { vitalsSettings } from './settings.ts'
import { fitTrend, tryTrend } from './tryTrend.ts'
import type { VitalsCard } from './vitalsCard.ts'
import { loadVitalsModel } from './vitalsModel.ts'

const { trial: trialSettings, ...definition } = vitalsDefinition

/** How the early-warning score is made, measured and loaded. */
export const vitalsRecipe: ModelRecipe = {
  name: definition.name,
  train: async (runtime, onProgress = () => {}) => trainVitals(runtime, onProgress),
  async evaluate(_runtime, onProgress = () => {}): Promise<ModelEvaluation> {
    const { trial, calibration } = tryTrend(fitTrend(onProgress), onProgress)
    const { score, trend, gained } = trial.leadHours
    return {
      model: definition.name,
      method: trial.text,
      figures: [
        { name: 'hours of warning by a score of 5', ...score },
        { name: 'hours of warning by the forecast', ...trend },
        { name: 'hours gained', ...gained },
        { name: 'share warned sooner', value: trial.earlier.share, interval95: trial.earlier.interval95 },
        { name: 'false alarms by a score of 5', value: trial.falseAlarms.score },
        { name: 'false alarms by the forecast', value: trial.falseAlarms.trend },
        { name: 'auc', value: trial.auc },
        { name: 'brier', value: trial.brier },
        { name: 'ece', value: trial.ece },
      ],
      details: { trial, calibration },
    }
  },
  load: loadVitalsModel,
}

function trainVitals(runtime: Runtime, onProgress: Progress): ModelFiles {
  const fitted = fitTrend(onProgress)
  const figures = tryTrend(fitted, onProgress)
  const trend = fitted.rule
  const rules = { chart, trend, settings: vitalsSettings }
  const parts: ModelParts = {
    weights: canonicalJson({ chart, trend }),
    preprocessing: vitalsSettings,
    training: {
      format: 'salus-training/1',
      model: definition.name,
      data: 'None: synthetic patients from oracle/models/vitals/synthetic.ts.',
      settings: trialSettings,
    },
    golden: goldenVectors((bundle, asOf) => assessVitals(rules, bundle, asOf), goldenCases),
  }
  const card: VitalsCard = {
    format: 'salus-model-card/1',
    kind: 'score',
    name: definition.name,
    title: definition.title,
    condition: definition.condition,
    intendedUse: definition.intendedUse,
    notFor: [...definition.notFor],
    limits: [...definition.limits],
    method: {
      chart: `${chart.source} Charts 1, 2 and 4; nothing in it is trained.`,
      readings: `Readings within ${vitalsSettings.roundMinutes} minutes of the first of them are one round. A value is carried forward up to its maximum age and never longer. A value that jumps from the median of the last ones by more than a body can change so fast (preprocessing.json) waits for the next to confirm it; until then there is no score.`,
      trend: `Each of respiratory rate, oxygen saturation, systolic pressure, pulse and temperature is carried on by a Theil–Sen line through the last ${trend.hoursBack} hours with Student-t tails; oxygen and consciousness stay as they are. The chart turns the forecasts into a distribution of the score at each of the next ${trend.hoursAhead} hours; the greatest probability of ${trend.threshold} or more is calibrated by isotonic regression on synthetic patients.`,
    },
    ...figures,
    abstention: { text: abstentionText },
    features: JSON.parse(JSON.stringify(cardFeatures)) as VitalsCard['features'],
    hashes: hashesOf(parts, runtime),
  }
  return modelFiles(card, parts)
}
