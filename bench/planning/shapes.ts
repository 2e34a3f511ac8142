import { readFile } from 'node:fs/promises'
import { readDemand } from '../../oracle/forecasting/csv/readDemand.ts'

/** Real monthly series whose windows give products their trend, season and noise. */
export type Shapes = readonly (readonly number[])[]

/** Monthly sales of two groups of medicines in Australia, 1991 to 2008 (data/README.md). */
export async function readShapes(): Promise<Shapes> {
  const path = new URL('../../data/drug-subsidy/drug-subsidy.csv', import.meta.url)
  const table = readDemand(await readFile(path, 'utf8'))
  return table.series.map(({ values }) => values as readonly number[])
}
