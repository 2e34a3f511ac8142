import pc from 'picocolors'
import type { ReportedFeature, ScoreOutcome } from '../../../sdk/inference/clinicalReport.ts'
import { columns } from '../columns.ts'
import { percent, plain } from '../format.ts'
import { sparkline } from '../sparkline.ts'

const COLOUR: Readonly<Record<string, (text: string) => string>> = {
  low: pc.green,
  'low-medium': pc.yellow,
  medium: pc.yellow,
  high: pc.red,
}

/** The score, what is due, the points of each parameter, and where it is heading. */
export function scoreText(outcome: ScoreOutcome, features: readonly ReportedFeature[]): string {
  const { score, maximum, band, response, choices, series, trend } = outcome
  const rows = features.map(({ label, received, contribution }) => [
    plain(label),
    plain(received?.display ?? 'missing'),
    String(contribution),
  ])
  const history =
    series.length < 2
      ? ''
      : `\n  ${sparkline(
          series.map((point) => point.score),
          [0, Math.max(7, ...series.map((point) => point.score))],
        )}  ${series.length} scores, from ${series[0]?.time} to ${series.at(-1)?.time}\n`
  const odds =
    trend.probability === null ? '' : ` (${percent(trend.probability)} within ${trend.hours} hours)`
  const drivers = trend.probability === null ? [] : trend.drivers
  return `
  score ${pc.bold(String(score))} of ${maximum}, ${(COLOUR[band] ?? pc.bold)(plain(`${band} band`))}
  ${plain(response)}
${history}
${columns([...rows, [pc.bold('Score'), '', pc.bold(String(score))]], ['Parameter', 'Value', 'Points'])}
Trend: ${plain(trend.text)}${odds}
${drivers.map((driver) => `  • ${plain(driver)}\n`).join('')}${choices.map((choice) => `${plain(choice)}\n`).join('')}`
}
