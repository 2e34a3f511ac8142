import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { PageTurner, ROWS } from './pageTurner.tsx'

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => ComponentChildren
}

export interface TableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string | number
}

/** On a narrow screen each row is a card, its columns named in it. */
export function Table<Row>({ caption, columns, rows, keyOf }: TableProps<Row>) {
  const start = useSignal(0)
  const from = start.value < rows.length ? start.value : 0
  const shown = rows.slice(from, from + ROWS)
  return (
    <div class="table">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ title, cell }) => (
                <td key={title} data-title={title}>
                  <div>{cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <PageTurner
        label={caption}
        from={from}
        total={rows.length}
        onTurn={(to) => {
          start.value = to
        }}
      />
    </div>
  )
}
