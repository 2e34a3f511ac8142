import { canonicalJson } from '../../../sdk/crypto/canonicalJson.ts'
import { RefusedError } from '../../../sdk/errors/index.ts'
import { rowToBundle } from '../../../sdk/fhir/rowToBundle.ts'
import { heldOutRows } from './heldOutRows.ts'
import type { RiskModel } from './riskModel.ts'

/**
 * A FHIR Bundle, as canonical JSON, of the first row that a model was not trained on and gives an answer for: about one in
 * four it declines.
 *
 * @param patientDid the patient whom the Bundle names
 * @param effective time of every Observation
 * @throws RefusedError MODEL_NOT_FOUND where the model answers none of its held-out rows
 */
export async function answerableBundle(
  model: RiskModel,
  patientDid: string,
  effective: Date,
): Promise<Uint8Array> {
  const options = { patientDid, patientId: 'patient', effective: effective.toISOString() }
  for (const { values } of await heldOutRows(model)) {
    const bundle = rowToBundle(values, model.card.features, options)
    if (model.assess(bundle, effective).outcome.status === 'answered') return canonicalJson(bundle)
  }
  throw new RefusedError('MODEL_NOT_FOUND', `The model ${model.card.name} answers none of its held-out rows.`)
}
