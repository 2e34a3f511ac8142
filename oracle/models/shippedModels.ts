import { type ModelDescriptor, modelVersionOf } from '../../sdk/inference/modelVersion.ts'
import type { Runtime } from '../runtime/tensorflow.ts'
import { type LoadedModel, loadModel } from './loadModel.ts'
import { listModels, modelFolder } from './modelFolder.ts'

/** A shipped model and the version that the chain knows it by. */
export interface ShippedModel {
  readonly model: LoadedModel
  readonly descriptor: ModelDescriptor
  readonly version: string
}

/** What is registered on chain for a model: shipped models are for treatment only. */
export const descriptorOf = ({ hashes }: LoadedModel): ModelDescriptor => ({ ...hashes, purposes: ['TREAT'] })

/** Every model that ships with Salus, its files checked against its card. */
export async function loadShippedModels(runtime: Runtime): Promise<ShippedModel[]> {
  const shipped: ShippedModel[] = []
  for (const name of await listModels()) {
    const model = await loadModel(await modelFolder(name), runtime)
    const descriptor = descriptorOf(model)
    shipped.push({ model, descriptor, version: modelVersionOf(descriptor) })
  }
  return shipped
}
