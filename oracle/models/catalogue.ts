import { InvalidInputError } from '../../sdk/errors/index.ts'
import { ecgRecipe } from './ecg/ecgRecipe.ts'
import type { ModelRecipe } from './recipe.ts'
import { riskDefinitions } from './risk/definitions.ts'
import { riskRecipe } from './risk/riskRecipe.ts'
import { survivalRecipe } from './survival/survivalRecipe.ts'
import { vitalsRecipe } from './vitals/vitalsRecipe.ts'

/** Every model that Salus ships, by name. */
export const catalogue: readonly ModelRecipe[] = [
  ...riskDefinitions.map(riskRecipe),
  survivalRecipe,
  vitalsRecipe,
  ecgRecipe,
]

/** @throws InvalidInputError MODEL_NOT_FOUND */
export function recipeOf(name: string): ModelRecipe {
  const recipe = catalogue.find((candidate) => candidate.name === name)
  if (recipe) return recipe
  const names = catalogue.map((candidate) => candidate.name).join(', ')
  throw new InvalidInputError('MODEL_NOT_FOUND', `There is no model of that name; there are: ${names}.`)
}
