import { stripVTControlCharacters } from 'node:util'
import pc from 'picocolors'

export type Row = readonly string[]

/** Rows in aligned columns, two spaces apart, under an optional header. Cells may be coloured. */
export function columns(rows: readonly Row[], header?: Row): string {
  const all = header ? [header.map((cell) => pc.bold(cell)), ...rows] : rows
  const widths: number[] = []
  for (const row of all) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell))
  }
  return all.map((row) => `${lineOf(row, widths)}\n`).join('')
}

/** Names and values, one pair a line. */
export const pairs = (entries: readonly (readonly [name: string, value: string])[]): string =>
  columns(entries.map(([name, value]) => [pc.bold(name), value]))

const widthOf = (cell: string) => stripVTControlCharacters(cell).length

const lineOf = (row: Row, widths: readonly number[]) =>
  row
    .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell)))
    .join('  ')
    .trimEnd()
