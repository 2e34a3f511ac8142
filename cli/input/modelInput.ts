import { rowTableLimits } from '../../oracle/models/readRows.ts'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import { bundleLimits } from '../../sdk/fhir/limits.ts'
import { readInputFile } from '../../sdk/files/node/readInputFile.ts'

export type ModelInput =
  | { readonly kind: 'bundle'; readonly bytes: Uint8Array }
  | { readonly kind: 'rows'; readonly text: string }

/**
 * Reads a file for a model: a Bundle where its name ends in .json or its text starts like JSON, else a table.
 * @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE, ROWS_INVALID
 */
export async function readModelInput(path: string): Promise<ModelInput> {
  const isNamedJson = /\.json$/i.test(path)
  const bytes = await readInputFile(path, bundleLimits.maximumBytes)
  if (isNamedJson || startsLikeJson(bytes)) return { kind: 'bundle', bytes }
  return { kind: 'rows', text: rowsText(path, bytes) }
}

/** Reads a table. @throws as {@link readModelInput} */
export async function readRowsFile(path: string): Promise<string> {
  return rowsText(path, await readInputFile(path, rowTableLimits.maximumBytes))
}

function rowsText(path: string, bytes: Uint8Array): string {
  if (bytes.length > rowTableLimits.maximumBytes) {
    throw new InvalidInputError(
      'INPUT_TOO_LARGE',
      `${path} has ${bytes.length} bytes; at most ${rowTableLimits.maximumBytes} are read of a table.`,
    )
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new InvalidInputError('ROWS_INVALID', `${path} is not text in UTF-8.`)
  }
}

function startsLikeJson(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart()
  return start.startsWith('{') || start.startsWith('[')
}
