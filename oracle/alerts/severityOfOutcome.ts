import type { Outcome } from '../../sdk/inference/clinicalReport.ts'
import { SEVERITIES, type Severity } from '../../sdk/monitoring/alert.ts'
import { severityOf } from '../models/vitals/severity.ts'

/**
 * How loud the alert about an outcome is. An early-warning score says so itself, by what its chart says is due. An
 * irregular pulse is to be looked at within the day: medium. A risk and a survival curve speak of conditions and years,
 * not of the hour, and a model that abstained says nothing: low. A score that is withheld is as loud as the values that are
 * known, or that cannot be believed, call for. Only a score is ever critical.
 */
export function severityOfOutcome(outcome: Outcome): Severity {
  if (outcome.status === 'abstained') return outcome.urgency ?? 'low'
  if (outcome.kind === 'score') return SEVERITIES[severityOf(outcome)]
  return outcome.kind === 'rhythm' && outcome.screen === 'irregular' ? 'medium' : 'low'
}
