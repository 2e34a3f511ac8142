import { modelFolder } from '../../oracle/models/modelFolder.ts'
import { loadRiskModel } from '../../oracle/models/risk/loadRiskModel.ts'
import type { RiskModel } from '../../oracle/models/risk/riskModel.ts'
import type { ShippedModel } from '../../oracle/models/shippedModel.ts'
import { loadShippedModel } from '../../oracle/models/shippedModels.ts'
import { type Backend, loadRuntime } from '../../oracle/runtime/tensorflow.ts'
import { InvalidInputError } from '../../sdk/errors/index.ts'

/** A shipped model, its files checked. @throws InvalidInputError MODEL_NOT_FOUND; as `loadRuntime` */
export const openModel = async (name: string, backend = 'wasm'): Promise<ShippedModel> =>
  loadShippedModel(name, await loadRuntime(parseBackend(backend)))

/** A shipped model that reads rows of a table. @throws as {@link openModel}; InvalidInputError MODEL_NOT_FOUND */
export async function openRiskModel(name: string, backend = 'wasm'): Promise<RiskModel> {
  const { kind } = await openModel(name, backend)
  if (kind === 'risk') return loadRiskModel(await modelFolder(name), await loadRuntime(parseBackend(backend)))
  throw new InvalidInputError('MODEL_NOT_FOUND', `The model ${name} reads FHIR Bundles, not rows of a table.`)
}

function parseBackend(text: string): Backend {
  if (text === 'wasm' || text === 'native') return text
  throw new InvalidInputError('USAGE_INVALID', 'A back-end is wasm or native.')
}
