import { InvalidInputError } from '../../sdk/errors/index.ts'
import type { ModelDefinition } from './definition.ts'
import { heartDefinition } from './heart/definition.ts'

const definitions: readonly ModelDefinition[] = [heartDefinition]

/** @throws InvalidInputError MODEL_NOT_FOUND */
export function definitionOf(name: string): ModelDefinition {
  const definition = definitions.find((candidate) => candidate.name === name)
  if (definition) return definition
  const names = definitions.map((candidate) => candidate.name).join(', ')
  throw new InvalidInputError(
    'MODEL_NOT_FOUND',
    `There is no model of that name to train; there are: ${names}.`,
  )
}
