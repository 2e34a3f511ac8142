import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InvalidInputError } from '../../sdk/errors/index.ts'

/** Where the shipped models lie. */
export const modelsFolder = fileURLToPath(new URL('../../models/', import.meta.url))

/** Names of the shipped models, in alphabetical order. */
export async function listModels(): Promise<string[]> {
  const entries = await readdir(modelsFolder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/** @throws InvalidInputError MODEL_NOT_FOUND */
export async function modelFolder(name: string): Promise<string> {
  const names = await listModels()
  if (!names.includes(name)) {
    throw new InvalidInputError(
      'MODEL_NOT_FOUND',
      `There is no model of that name; shipped are: ${names.join(', ')}.`,
    )
  }
  return join(modelsFolder, name)
}
