import { invalidSeries } from './invalidSeries.ts'
import { demandLimits } from './limits.ts'

/** What says that sales in a period were less than demand. */
const MARKS = /^(.*\S)\s*:\s*(stockout|recall)$/i

export interface ProductColumn {
  readonly name: string
  readonly column: number
  /** Columns that mark its periods as censored. */
  readonly marks: readonly number[]
}

/**
 * Products of a header: every column but that of the dates, and those headed 'product:stockout' or 'product:recall', which mark the product
 * they name.
 * @throws InvalidInputError SERIES_INVALID
 */
export function readHeader(cells: readonly string[], dateColumn: number): readonly ProductColumn[] {
  const products = new Map<string, { name: string; column: number; marks: number[] }>()
  const marks: { readonly product: string; readonly column: number }[] = []
  for (const [column, cell] of cells.entries()) {
    if (column === dateColumn) continue
    if (cell === '') throw invalidSeries(`Column ${column + 1} has no name in the header.`)
    const mark = MARKS.exec(cell)
    if (mark !== null) {
      marks.push({ product: keyOf(mark[1] as string), column })
      continue
    }
    const same = products.get(keyOf(cell))
    if (same !== undefined) {
      throw invalidSeries(
        `Columns ${same.column + 1} and ${column + 1} have the same name; rename one, or add them up if they are one product.`,
      )
    }
    products.set(keyOf(cell), { name: cell, column, marks: [] })
  }
  for (const { product, column } of marks) {
    const marked = products.get(product)
    if (marked === undefined)
      throw invalidSeries(`Column ${column + 1} marks a product of which there is no column.`)
    marked.marks.push(column)
  }
  if (products.size === 0) throw invalidSeries('The table has no column beside that of the dates.')
  if (products.size > demandLimits.maximumProducts) {
    throw invalidSeries(
      `The table has ${products.size} products; at most ${demandLimits.maximumProducts} are read, so split it.`,
    )
  }
  return [...products.values()]
}

const keyOf = (name: string) => name.trim().toLowerCase()
