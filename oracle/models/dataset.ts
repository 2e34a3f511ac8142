import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import type { ModelDefinition } from './definition.ts'
import type { LabelledRow } from './fit.ts'
import { bytesHash } from './hashing.ts'
import { readRows } from './readRows.ts'

export interface Dataset {
  readonly rows: readonly LabelledRow[]
  /** 0x-hex SHA-256 of the file. */
  readonly sha256: string
}

const projectRoot = new URL('../../', import.meta.url)

/** Reads the data set that a model is trained on; every cell and label must be there. */
export async function readDataset(definition: ModelDefinition): Promise<Dataset> {
  const bytes = await readFile(fileURLToPath(new URL(definition.data.file, projectRoot)))
  const names = definition.features.map(({ name }) => name)
  const { rows } = readRows(bytes.toString('utf8'), names)
  return {
    rows: rows.map(({ line, values, label }) => completeRow(definition, line, values, label)),
    sha256: bytesHash(bytes),
  }
}

function completeRow(
  definition: ModelDefinition,
  line: number,
  values: readonly (number | null)[],
  label: number | null,
): LabelledRow {
  if (label === null || values.includes(null)) {
    throw new InvalidInputError(
      'ROWS_INVALID',
      `${definition.data.file}, line ${line}: a training row must be complete.`,
    )
  }
  return { values: values as readonly number[], label }
}
