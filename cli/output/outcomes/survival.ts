import pc from 'picocolors'
import type { ReportedFeature, SurvivalOutcome } from '../../../sdk/inference/clinicalReport.ts'
import { columns } from '../columns.ts'
import { percent } from '../format.ts'
import { sparkline } from '../sparkline.ts'
import { driversTable } from './drivers.ts'

/** Rows of the table; a curve of more points is thinned out. */
const ROWS = 12

/** The chance of living without the event over the years. */
export function survivalText(outcome: SurvivalOutcome, features: readonly ReportedFeature[]): string {
  const { curve, reference, medianYears, relativeHazard } = outcome
  const every = Math.ceil(curve.length / ROWS)
  const rows = curve
    .filter((_, index) => (index + 1) % every === 0 || index === curve.length - 1)
    .map(({ years, share, interval: [low, high] }) => {
      const average = reference.find((point) => point.years === years)
      return [
        String(years),
        pc.bold(percent(share)),
        `${percent(low)} to ${percent(high)}`,
        average === undefined ? '' : percent(average.share),
      ]
    })
  const end = curve.at(-1)?.years ?? 0
  const median =
    medianYears === null
      ? `More than half are expected to be free of the event after ${end} years, where the curve ends.`
      : `Half are expected to have had the event after ${medianYears} years.`
  return `
  ${sparkline([1, ...curve.map(({ share }) => share)], [0, 1])}  free of the event, from today to ${end} years

${columns(rows, ['Years', 'Free of the event', 'Over refits', 'Average values'])}
${median} The hazard is ${relativeHazard} times that of a patient with average values.

${driversTable(features, 'Log of the relative hazard')}`
}
