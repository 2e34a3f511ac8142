import pc from 'picocolors'
import type { AbstainedOutcome } from '../../../sdk/inference/clinicalReport.ts'
import { plain } from '../format.ts'

/** Why there is no answer. */
export function abstainedText({ reasons }: AbstainedOutcome): string {
  const lines = reasons.map(({ text }) => `  ${pc.yellow('•')} ${plain(text)}\n`).join('')
  return `\n  ${pc.yellow('no answer: the model abstains')}\n${lines}`
}
