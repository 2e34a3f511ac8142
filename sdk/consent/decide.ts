import type { BlockTag } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { type Decision, decisionOf } from './decision.ts'
import { type Category, categoryNumber, type Purpose, purposeNumber } from './vocabulary.ts'

export interface ConsentQuestion {
  readonly patient: string
  readonly grantee: string
  readonly category: Category
  readonly purpose: Purpose
}

/** Asks the chain, at the latest block or at `blockTag`. */
export async function decide(
  contracts: Contracts,
  question: ConsentQuestion,
  blockTag: BlockTag = 'latest',
): Promise<Decision> {
  const answer = await read(
    contracts.consentRegistry.decide(
      question.patient,
      question.grantee,
      categoryNumber(question.category),
      purposeNumber(question.purpose),
      { blockTag },
    ),
  )
  return decisionOf(answer)
}
