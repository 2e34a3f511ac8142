import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { breastMassDefinition } from './breastMass/definition.ts'
import type { ModelDefinition } from './definition.ts'
import { diabetesDefinition } from './diabetes/definition.ts'
import { heartDefinition } from './heart/definition.ts'

export const riskDefinitions: readonly ModelDefinition[] = [
  heartDefinition,
  diabetesDefinition,
  breastMassDefinition,
]

/** @throws InvalidInputError MODEL_NOT_FOUND */
export function definitionOf(name: string): ModelDefinition {
  const definition = riskDefinitions.find((candidate) => candidate.name === name)
  if (definition) return definition
  const names = riskDefinitions.map((candidate) => candidate.name).join(', ')
  throw new InvalidInputError(
    'MODEL_NOT_FOUND',
    `There is no model of that name to train; there are: ${names}.`,
  )
}
