/** Lines of a table with aligned columns: those of numbers to the right, the others to the left. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = header.map((title, column) => {
    const cells = rows.map((row) => row[column] ?? '')
    return {
      width: Math.max(title.length, ...cells.map((cell) => cell.length)),
      isNumeric: cells.length > 0 && cells.every((cell) => /^[\d.,]+$/.test(cell)),
    }
  })
  const line = (row: readonly string[]) =>
    columns
      .map(({ width, isNumeric }, column) => {
        const cell = row[column] ?? ''
        return isNumeric ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return [line(header), columns.map(({ width }) => '-'.repeat(width)).join('  '), ...rows.map(line)].join(
    '\n',
  )
}

/** 1234567 as 1,234,567. */
export const grouped = (value: number): string => value.toLocaleString('en-GB')
