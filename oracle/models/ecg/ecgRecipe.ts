import type { Runtime } from '../../runtime/tensorflow.ts'
import { goldenVectors } from '../golden.ts'
import { hashesOf, type ModelParts, modelFiles } from '../modelFiles.ts'
import { modelsFolder } from '../modelFolder.ts'
import type { ModelEvaluation, ModelFiles, ModelRecipe, Progress } from '../recipe.ts'
import { assessEcg } from './assessEcg.ts'
import { ecgCardText, realData, syntheticData } from './cardText.ts'
import type { EcgCard, EcgMetrics } from './ecgCard.ts'
import { loadEcgModel } from './ecgModel.ts'
import { goldenEcgs } from './goldenEcgs.ts'
import { measureEcg } from './measureEcg.ts'
import { readRealExcerpt } from './realExcerpt.ts'
import { trainEcg } from './trainEcg.ts'
import { tableBytes } from './wavelets.ts'

/** How the rhythm model is made, measured and loaded. */
export const ecgRecipe: ModelRecipe = {
  name: ecgCardText.name,
  train,
  async evaluate(runtime, onProgress): Promise<ModelEvaluation> {
    const model = await loadEcgModel(`${modelsFolder}${ecgCardText.name}`, runtime)
    const metrics = await measureEcg(model, onProgress)
    return {
      model: ecgCardText.name,
      method: `${metrics.text} ${metrics.screen.text}`,
      figures: figuresOf(metrics),
      details: metrics,
    }
  },
  load: loadEcgModel,
}

async function train(runtime: Runtime, onProgress: Progress = () => {}): Promise<ModelFiles> {
  const { table, parameters, manifest } = trainEcg(onProgress)
  const engine = {
    condition: ecgCardText.condition,
    abstentionText: ecgCardText.abstention.text,
    table,
    parameters,
  }
  const metrics = await measureEcg(engine, onProgress)
  const parts: ModelParts = {
    weights: tableBytes(table),
    preprocessing: parameters,
    training: manifest,
    golden: goldenVectors((bundle, asOf) => assessEcg(engine, bundle, asOf), goldenEcgs()),
  }
  const { sha256 } = await readRealExcerpt()
  const card: EcgCard = {
    ...ecgCardText,
    data: [syntheticData, { ...realData, sha256 }],
    metrics,
    hashes: hashesOf(parts, runtime),
  }
  return modelFiles(card, parts)
}

function figuresOf({ detector, heartRate, screen }: EcgMetrics): ModelEvaluation['figures'] {
  return [
    { name: 'screen sensitivity', ...screen.sensitivity },
    { name: 'screen specificity', ...screen.specificity },
    { name: 'heart rate: mean absolute error, beats per minute', value: heartRate.meanAbsoluteError },
    ...detector.flatMap((row) => {
      const condition = row.noise === null ? 'no noise' : `${row.noise} ${row.decibels} dB`
      return [
        { name: `beat sensitivity, ${condition}`, ...row.sensitivity },
        { name: `beat predictive value, ${condition}`, ...row.positivePredictiveValue },
      ]
    }),
  ]
}
