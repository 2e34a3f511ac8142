import { words } from '../words/en.ts'
import { Button } from './button.tsx'

/** Rows in the document at once: ten thousand would take a browser seconds. */
export const ROWS = 50

export interface PageTurnerProps {
  /** Names the list, for screen readers. */
  readonly label: string
  /** Index of the first row that is shown. */
  readonly from: number
  readonly total: number
  readonly onTurn: (from: number) => void
  /** The rows that were turned to are on their way. */
  readonly isWaiting?: boolean
}

/** Turns the pages of a list that is longer than one. */
export function PageTurner({ label, from, total, onTurn, isWaiting = false }: PageTurnerProps) {
  if (total <= ROWS) return null
  return (
    <nav class="pages" aria-label={label}>
      <Button disabled={isWaiting || from === 0} onClick={() => onTurn(Math.max(0, from - ROWS))}>
        {words.table.previous}
      </Button>
      <span role="status">
        {isWaiting ? words.app.loading : words.table.page(from + 1, Math.min(from + ROWS, total), total)}
      </span>
      <Button disabled={isWaiting || from + ROWS >= total} onClick={() => onTurn(from + ROWS)}>
        {words.table.next}
      </Button>
    </nav>
  )
}
