import { readDataset } from './dataset.ts'
import { definitionOf } from './definitions.ts'
import type { LabelledRow } from './fit.ts'
import type { RiskModel } from './riskModel.ts'
import { rowHash } from './trainingManifest.ts'

/**
 * The rows of a shipped model's data set that it was not trained on, by the hashes in its training manifest.
 *
 * @throws InvalidInputError MODEL_NOT_FOUND
 */
export async function heldOutRows(model: RiskModel): Promise<LabelledRow[]> {
  const trained = new Set(model.training.trainingRows)
  const { rows } = await readDataset(definitionOf(model.card.name))
  return rows.filter(({ values }) => !trained.has(rowHash(values)))
}
