import { encodedMeans, encodeRow, type Preprocessing, type Row } from '../models/risk/preprocessing.ts'
import type { Attributions } from './attributions.ts'

/**
 * Exact attributions of a model that is linear in the log-odds: the weight of each encoded column times its distance
 * from the training mean, summed per feature. They are the Shapley values of the log-odds when an absent feature is
 * replaced by draws from the training rows (Štrumbelj & Kononenko 2014), and add up without remainder.
 *
 * @param weights [columns + 1, models], row-major; only the first model is explained
 */
export function linearAttributions(
  preprocessing: Preprocessing,
  weights: Float32Array,
  models: number,
  row: Row,
): Attributions {
  const encoded = encodeRow(preprocessing, row)
  const means = encodedMeans(preprocessing)
  const weightOf = (column: number) => weights[column * models] as number
  const intercept = weightOf(encoded.length)
  const baselineLogOdds = means.reduce((sum, value, column) => sum + weightOf(column) * value, intercept)
  const contributions = preprocessing.features.map((feature) =>
    preprocessing.columns.reduce((sum, column, index) => {
      if (column.feature !== feature) return sum
      return sum + weightOf(index) * ((encoded[index] as number) - (means[index] as number))
    }, 0),
  )
  const logOdds = contributions.reduce((sum, contribution) => sum + contribution, baselineLogOdds)
  return { baselineLogOdds, logOdds, contributions }
}
