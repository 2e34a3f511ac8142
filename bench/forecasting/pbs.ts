import { parseCsv } from '../../oracle/forecasting/csv/parseCsv.ts'

/** Monthly series of the Pharmaceutical Benefits Scheme by ATC level 2, summed over concession and type, from July 1991. */
export interface PbsSeries {
  /** ATC level 2, such as A10. */
  readonly code: string
  readonly scripts: readonly number[]
  /** Australian dollars. */
  readonly cost: readonly number[]
}

const MONTHS = 204

/** Columns before the first month: concession and type, code, name. */
const HEAD = 3

/** Reads the spreadsheet as Medicare Australia published it: a block of scripts, then a block of cost. */
export function readPbs(text: string): readonly PbsSeries[] {
  const sums = { scripts: new Map<string, number[]>(), cost: new Map<string, number[]>() }
  let block: 'scripts' | 'cost' | null = null
  for (const { cells } of parseCsv(text, ',')) {
    const [group = '', code = ''] = cells
    if (group === 'SCRIPTS') block = 'scripts'
    else if (group.startsWith('GOVT COST')) block = 'cost'
    else if (block !== null && group !== '' && code !== '') add(sums[block], code, cells.slice(HEAD))
  }
  return [...sums.scripts].map(([code, scripts]) => ({ code, scripts, cost: sums.cost.get(code) ?? [] }))
}

/** The rows of the benchmark: scripts of every month above zero, on average more than a thousand. */
export const isRegular = (values: readonly number[]): boolean =>
  values.length === MONTHS &&
  values.every((value) => value > 0) &&
  values.reduce((sum, value) => sum + value, 0) / values.length > 1000

function add(sums: Map<string, number[]>, code: string, cells: readonly string[]): void {
  const sum = sums.get(code) ?? new Array<number>(MONTHS).fill(0)
  sums.set(
    code,
    sum.map((value, month) => value + Number((cells[month] ?? '').replaceAll(',', '') || 0)),
  )
}
