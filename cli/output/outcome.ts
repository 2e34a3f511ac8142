import pc from 'picocolors'
import type { ReportedFeature, RiskReport } from '../../sdk/inference/riskReport.ts'
import { columns } from './columns.ts'
import { percent, signed } from './format.ts'

/** What a model says about one person: a probability and what drove it, or why there is none. */
export function outcomeText(
  outcome: RiskReport['outcome'],
  features: readonly ReportedFeature[],
  limits: readonly string[],
): string {
  const body = outcome.status === 'answered' ? answered(outcome, features) : abstained(outcome)
  return `${pc.bold(outcome.condition)}\n${body}\n${pc.dim(`Limits: ${limits.join(' ')}`)}\n`
}

function answered(
  { probability, interval: [low, high], baseline }: Extract<RiskReport['outcome'], { status: 'answered' }>,
  features: readonly ReportedFeature[],
): string {
  const drivers = [...features].sort(
    (one, other) => Math.abs(other.contribution) - Math.abs(one.contribution),
  )
  const rows = drivers.map(({ label, received, contribution }) => [
    label,
    received?.display ?? 'missing',
    contribution < 0 ? pc.green(signed(contribution)) : pc.yellow(signed(contribution)),
  ])
  return `
  probability ${pc.bold(percent(probability))}, from ${percent(low)} to ${percent(high)} over refits of the model

${columns(rows, ['What drove it', 'Value', 'Log-odds'])}
The log-odds add up from a baseline of ${percent(baseline)}.
`
}

function abstained({ reasons }: Extract<RiskReport['outcome'], { status: 'abstained' }>): string {
  const lines = reasons.map(({ text }) => `  ${pc.yellow('•')} ${text}\n`).join('')
  return `\n  ${pc.yellow('no answer: the model abstains')}\n${lines}`
}
