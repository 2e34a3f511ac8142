import pc from 'picocolors'
import type { AbstainedOutcome } from '../../../sdk/inference/clinicalReport.ts'
import { plain } from '../format.ts'

/** Why there is no answer. */
export function abstainedText({ reasons, urgency }: AbstainedOutcome): string {
  const lines = reasons.map(({ text }) => `  ${pc.yellow('•')} ${plain(text)}\n`).join('')
  const due = urgency === undefined ? '' : `  ${pc.red(`look at the patient all the same: ${urgency}`)}\n`
  return `\n  ${pc.yellow('no answer: the model abstains')}\n${due}${lines}`
}
