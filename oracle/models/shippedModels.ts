import type { Runtime } from '../runtime/tensorflow.ts'
import { recipeOf } from './catalogue.ts'
import { listModels, modelFolder } from './modelFolder.ts'
import type { ShippedModel } from './shippedModel.ts'

/** A model that ships with Salus, its files checked against its card. @throws InvalidInputError MODEL_NOT_FOUND */
export const loadShippedModel = async (name: string, runtime: Runtime): Promise<ShippedModel> =>
  recipeOf(name).load(await modelFolder(name), runtime)

/** Every model that ships with Salus. */
export async function loadShippedModels(runtime: Runtime): Promise<ShippedModel[]> {
  const shipped: ShippedModel[] = []
  for (const name of await listModels()) shipped.push(await loadShippedModel(name, runtime))
  return shipped
}
