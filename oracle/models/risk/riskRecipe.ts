import type { ModelEvaluation, ModelRecipe } from '../recipe.ts'
import type { ModelDefinition } from './definition.ts'
import { evaluate } from './evaluate.ts'
import { loadRiskModel } from './loadRiskModel.ts'
import { trainRiskModel } from './trainRiskModel.ts'

/** How a model of the probability of a condition is made, measured and loaded. */
export function riskRecipe(definition: ModelDefinition): ModelRecipe {
  return {
    name: definition.name,
    train: (runtime, onProgress) => trainRiskModel(runtime, definition, onProgress),
    async evaluate(runtime, onProgress = () => {}): Promise<ModelEvaluation> {
      const { folds, repeats, rows, auc, accuracy, brier, ece, ...details } = await evaluate(
        runtime,
        definition,
        { onProgress: (done, total) => onProgress('cross-validation', done, total) },
      )
      return {
        model: definition.name,
        method: `${folds} folds, ${repeats} repeats, ${rows} rows, trained anew in every fold`,
        figures: Object.entries({ auc, brier, ece, accuracy }).map(([name, value]) => ({ name, value })),
        details,
      }
    },
    load: loadRiskModel,
  }
}
