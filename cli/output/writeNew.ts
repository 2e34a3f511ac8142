import { access } from 'node:fs/promises'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import { writeWhole } from './writeWhole.ts'

/**
 * Writes a file as {@link writeWhole} does, where there is none: what lies there may be all that somebody has of it.
 * @throws InvalidInputError USAGE_INVALID where there is one
 */
export async function writeNew(path: string, content: Uint8Array | string): Promise<void> {
  await requireNew(path)
  await writeWhole(path, content)
}

/** Found out before long work. @throws InvalidInputError USAGE_INVALID */
export async function requireNew(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (isThere) {
    throw new InvalidInputError(
      'USAGE_INVALID',
      `${path} is there already, and is not overwritten: name another file.`,
    )
  }
}
