import { type ModelDescriptor, modelVersionOf } from '../../../sdk/inference/modelVersion.ts'
import type { Runtime } from '../../runtime/tensorflow.ts'
import { chainHashes, readModelFiles } from '../modelFiles.ts'
import { assessBundle } from './assess.ts'
import { readRiskCard } from './riskCard.ts'
import { riskFigures } from './riskFigures.ts'
import type { RiskModel, RiskPreprocessing } from './riskModel.ts'
import { riskPredictor } from './riskPredictor.ts'
import type { TrainingManifest } from './trainingManifest.ts'
import { readWeights } from './weightBytes.ts'

/**
 * Loads a model and checks every file against its card. On the wasm back-end the runtime must be the one the card
 * names; on the native one the results carry no such promise and must not be signed.
 *
 * @throws IntegrityError MODEL_INVALID, RUNTIME_NOT_PINNED
 */
export async function loadRiskModel(folder: string, runtime: Runtime): Promise<RiskModel> {
  const { card, parts } = await readModelFiles(folder, runtime, readRiskCard)
  // Its hash holds, so it is what the training command wrote.
  const preprocessing = parts.preprocessing as RiskPreprocessing
  const predictor = riskPredictor(card, preprocessing, readWeights(parts.weights), runtime.tf)
  const hashes = chainHashes(card)
  const descriptor: ModelDescriptor = { ...hashes, purposes: ['TREAT'] }
  return {
    ...predictor,
    kind: 'risk',
    card,
    training: parts.training as TrainingManifest,
    golden: parts.golden,
    hashes,
    descriptor,
    version: modelVersionOf(descriptor),
    figures: riskFigures(card),
    calibration: card.calibration,
    drift: preprocessing.drift,
    assess: (bundle, asOf) => assessBundle(predictor, bundle, asOf),
  }
}
