import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { bytesHash } from '../../hashing.ts'
import type { SurvivalRow } from '../survivalRow.ts'

export interface SurvivalDataset {
  readonly rows: readonly SurvivalRow[]
  /** 0x-hex SHA-256 of the file. */
  readonly sha256: string
}

type Cells = { readonly [column: string]: string }

const daysPerYear = 365.25

/** Any length of its class: the model reads the class only. */
const sizeOfClass: { readonly [name: string]: number } = { '<=20': 20, '20-50': 50, '>50': 51 }

/**
 * Rotterdam, women with positive nodes. A woman has the event where she had a recurrence, or died while she was still followed
 * for recurrence; 21 of them died after that follow-up had ended without one, and are censored at its end, because whether
 * they had a recurrence meanwhile is not known.
 */
export const readRotterdam = (): Promise<SurvivalDataset> =>
  readTable('rotterdam.csv', (cells) => {
    if (numberOf(cells, 'nodes') === 0) return null
    const rtime = numberOf(cells, 'rtime')
    const diedFollowed = cells.death === '1' && numberOf(cells, 'dtime') <= rtime
    const size = sizeOfClass[cells.size ?? '']
    if (size === undefined) throw new Error('rotterdam.csv has a size class that is not known.')
    return {
      values: valuesOf(cells, size),
      years: rtime / daysPerYear,
      event: cells.recur === '1' || diedFollowed,
    }
  })

/** The German Breast Cancer Study Group's trial: all 686 women had positive nodes. */
export const readGbsg = (): Promise<SurvivalDataset> =>
  readTable('gbsg.csv', (cells) => ({
    values: valuesOf(cells, numberOf(cells, 'size')),
    years: numberOf(cells, 'rfstime') / daysPerYear,
    event: cells.status === '1',
  }))

const valuesOf = (cells: Cells, size: number): number[] => [
  numberOf(cells, 'age'),
  numberOf(cells, 'meno'),
  size,
  ...['grade', 'nodes', 'pgr', 'er', 'hormon'].map((name) => numberOf(cells, name)),
]

async function readTable(
  file: string,
  rowOf: (cells: Cells) => SurvivalRow | null,
): Promise<SurvivalDataset> {
  const bytes = await readFile(
    fileURLToPath(new URL(`../../../../data/breast-survival/${file}`, import.meta.url)),
  )
  const [header = '', ...lines] = bytes.toString('utf8').trim().split('\n')
  const columns = header.split(',')
  const rows = lines.flatMap((line) => {
    const cells = line.split(',')
    return rowOf(Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? '']))) ?? []
  })
  return { rows, sha256: bytesHash(bytes) }
}

function numberOf(cells: Cells, name: string): number {
  const value = Number(cells[name] || Number.NaN)
  if (!Number.isFinite(value)) throw new Error(`The survival data have no number in column ${name}.`)
  return value
}
