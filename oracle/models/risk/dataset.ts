import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { bytesHash } from '../hashing.ts'
import { readRows } from '../readRows.ts'
import type { ModelDefinition } from './definition.ts'
import type { LabelledRow } from './fit.ts'
import { cleanRow } from './rowReadings.ts'

export interface Dataset {
  readonly rows: readonly LabelledRow[]
  /** 0x-hex SHA-256 of the file. */
  readonly sha256: string
}

const projectRoot = new URL('../../../', import.meta.url)

/** Reads the data set that a model is trained on; every row must have a label. */
export async function readDataset(definition: ModelDefinition): Promise<Dataset> {
  const { features, data } = definition
  const bytes = await readFile(fileURLToPath(new URL(data.file, projectRoot)))
  const names = features.map(({ name }) => name)
  const { rows } = readRows(bytes.toString('utf8'), names)
  return {
    rows: rows.map(({ line, values, label }) => {
      if (label !== null) return { values: cleanRow(features, values), label }
      throw new InvalidInputError('ROWS_INVALID', `${data.file}, line ${line}: a training row needs a label.`)
    }),
    sha256: bytesHash(bytes),
  }
}
