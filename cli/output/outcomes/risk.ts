import pc from 'picocolors'
import type { Counterfactual, ReportedFeature, RiskOutcome } from '../../../sdk/inference/clinicalReport.ts'
import { columns } from '../columns.ts'
import { percent, plain } from '../format.ts'
import { driversTable } from './drivers.ts'

/** A probability, what drove it, and which actionable values would turn it. */
export function riskText(
  { probability, interval: [low, high], baseline, prevalence, counterfactual }: RiskOutcome,
  features: readonly ReportedFeature[],
): string {
  return `
  probability ${pc.bold(percent(probability))}, from ${percent(low)} to ${percent(high)} over refits of the model
  of the patients it was trained on, ${percent(prevalence)} had the condition

${driversTable(features, 'Log-odds')}
The log-odds add up from where the explanation starts, ${percent(baseline)}: a point of reference, no share of patients.
${counterfactual === null ? '' : otherwise(counterfactual, features)}`
}

function otherwise({ changes, probability }: Counterfactual, features: readonly ReportedFeature[]): string {
  const rows = changes.map(({ feature, from, to }) => [
    plain(features.find(({ name }) => name === feature)?.label ?? feature),
    String(from),
    String(to),
  ])
  return `
${columns(rows, ['How the model would answer otherwise', 'Used', 'Instead'])}
Then it would say ${percent(probability)}. This describes the model; it is no cause and no promise about a treatment.
`
}
