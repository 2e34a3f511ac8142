import type { BlockTag } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import type { ConsentQuestion } from './decide.ts'
import { type Decision, decisionOf } from './decision.ts'
import { categoryNumber, purposeNumber } from './vocabulary.ts'

/** Questions in one call: a node bounds the gas of a call. */
const QUESTIONS_AT_ONCE = 200

/** Asks the chain many questions, at the latest block or at `blockTag`. The answers are in the order of the questions. */
export async function decideMany(
  contracts: Contracts,
  questions: readonly ConsentQuestion[],
  blockTag: BlockTag = 'latest',
): Promise<Decision[]> {
  const parts: ConsentQuestion[][] = []
  for (let start = 0; start < questions.length; start += QUESTIONS_AT_ONCE) {
    parts.push(questions.slice(start, start + QUESTIONS_AT_ONCE))
  }
  const answers = await Promise.all(
    parts.map((part) =>
      read(
        contracts.consentRegistry.decideMany(
          part.map(({ patient, grantee, category, purpose }) => ({
            patient,
            grantee,
            category: categoryNumber(category),
            purpose: purposeNumber(purpose),
          })),
          { blockTag },
        ),
      ),
    ),
  )
  return answers.flatMap((part) => part.map(decisionOf))
}
