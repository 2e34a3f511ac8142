import type { SurvivalRow } from '../../../../oracle/models/survival/survivalRow.ts'

/** Weeks of remission of 42 children with leukaemia (Freireich et al. 1963, as in Cox 1972); + is censored. */
const treated = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+'
const placebo = '1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23'

const rowsOf = (weeks: string, group: number): SurvivalRow[] =>
  weeks.split(' ').map((text) => ({
    values: [group],
    years: Number.parseInt(text, 10),
    event: !text.endsWith('+'),
  }))

export const treatedRows = rowsOf(treated, 0)
export const leukaemiaRows = [...treatedRows, ...rowsOf(placebo, 1)]
