import { type LoadedModel, loadModel } from '../../oracle/models/loadModel.ts'
import { modelFolder } from '../../oracle/models/modelFolder.ts'
import { descriptorOf } from '../../oracle/models/shippedModels.ts'
import { type Backend, loadRuntime } from '../../oracle/runtime/tensorflow.ts'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import { modelVersionOf } from '../../sdk/inference/modelVersion.ts'

/** A shipped model, its files checked. @throws InvalidInputError MODEL_NOT_FOUND; as `loadModel` and `loadRuntime` */
export async function openModel(name: string, backend: string = 'wasm'): Promise<LoadedModel> {
  if (!isBackend(backend)) {
    throw new InvalidInputError('USAGE_INVALID', 'A back-end is wasm or native.')
  }
  const folder = await modelFolder(name)
  return loadModel(folder, await loadRuntime(backend))
}

/** The id by which the chain knows a shipped model. */
export const versionOf = (model: LoadedModel): string => modelVersionOf(descriptorOf(model))

const isBackend = (text: string): text is Backend => text === 'wasm' || text === 'native'
