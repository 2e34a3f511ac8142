import type { Chart, ChartRow, DueResponse, SaturationScale, VitalName, Vitals } from './chart.ts'
import { vitalNames } from './chart.ts'

export interface ChartScore {
  /** Aggregate, 0 to the chart's maximum. */
  readonly total: number
  readonly points: { readonly [name in VitalName]: number }
  /** What is due: by the aggregate, or because one parameter alone scores 3. */
  readonly due: DueResponse
}

/** Reads every parameter off the chart and adds the points up. */
export function scoreVitals(chart: Chart, vitals: Vitals, scale: SaturationScale): ChartScore {
  const entries = vitalNames.map((name): [VitalName, number] => [
    name,
    pointsOf(rowFor(chart, name, vitals['supplemental-oxygen'], scale), vitals[name]),
  ])
  const total = entries.reduce((sum, [, points]) => sum + points, 0)
  return {
    total,
    points: Object.fromEntries(entries) as ChartScore['points'],
    due: dueResponse(
      chart,
      total,
      entries.some(([, points]) => points === 3),
    ),
  }
}

/** The least total that the parameters which are known leave possible. */
export function leastTotal(chart: Chart, vitals: Partial<Vitals>, scale: SaturationScale): number {
  const oxygen = vitals['supplemental-oxygen']
  const totals = (oxygen === undefined ? [0, 1] : [oxygen]).map((supposed) =>
    vitalNames.reduce((sum, name) => {
      const value = vitals[name]
      return value === undefined ? sum : sum + pointsOf(rowFor(chart, name, supposed, scale), value)
    }, 0),
  )
  return Math.min(...totals)
}

/** The row that applies: oxygen saturation is read by its scale, and on scale 2 by air or oxygen. */
export function rowFor(chart: Chart, parameter: VitalName, oxygen: number, scale: SaturationScale): ChartRow {
  const onScale2 = oxygen > 0 ? 'scale-2-on-oxygen' : 'scale-2-on-air'
  const column = parameter !== 'oxygen-saturation' ? 'any' : scale === 1 ? 'scale-1' : onScale2
  const found = chart.rows.find((row) => row.parameter === parameter && row.column === column)
  if (!found) throw new TypeError(`The chart has no row for ${parameter}.`)
  return found
}

export function pointsOf({ cells, decimals }: ChartRow, value: number): number {
  const rounded = toDecimals(value, decimals)
  const cell = cells.find(({ to }) => to === null || rounded <= to)
  if (!cell) throw new TypeError('The last cell of a chart row must be open.')
  return cell.points
}

export function dueResponse(chart: Chart, total: number, hasThree: boolean): DueResponse {
  const due = chart.responses.findLast(({ from }) => total >= from)
  if (!due) throw new TypeError('The chart must have a response to every score.')
  return hasThree && due.band === 'low' ? chart.singleParameter : due
}

/** Half up, as a nurse reads 38.05 as 38.1. Only × ÷ + and floor, so the same to the bit everywhere. */
function toDecimals(value: number, decimals: 0 | 1): number {
  const factor = decimals === 0 ? 1 : 10
  return Math.floor(value * factor + 0.5) / factor
}
