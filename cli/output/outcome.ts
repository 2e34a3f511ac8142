import pc from 'picocolors'
import type { Outcome, ReportedFeature } from '../../sdk/inference/clinicalReport.ts'
import { plain } from './format.ts'
import { abstainedText } from './outcomes/abstained.ts'
import { rhythmText } from './outcomes/rhythm.ts'
import { riskText } from './outcomes/risk.ts'
import { scoreText } from './outcomes/score.ts'
import { survivalText } from './outcomes/survival.ts'

/** What a model says about one person, and what drove it, or why it says nothing. */
export function outcomeText(
  outcome: Outcome,
  features: readonly ReportedFeature[],
  limits: readonly string[],
): string {
  const body = bodyOf(outcome, features)
  return `${pc.bold(plain(outcome.condition))}\n${body}\n${pc.dim(`Limits: ${limits.join(' ')}`)}\n`
}

function bodyOf(outcome: Outcome, features: readonly ReportedFeature[]): string {
  if (outcome.status === 'abstained') return abstainedText(outcome)
  switch (outcome.kind) {
    case 'risk':
      return riskText(outcome, features)
    case 'survival':
      return survivalText(outcome, features)
    case 'score':
      return scoreText(outcome, features)
    case 'rhythm':
      return rhythmText(outcome)
  }
}
