import { hashCanonicalJson } from '../crypto/canonicalJson.ts'
import { InvalidInputError } from '../errors/index.ts'
import { type DemandForecast, forecastCommitment, forecastSalt } from './demandForecast.ts'
import { type DemandHistory, historyHash } from './history.ts'
import { type PolicyDocument, type PolicyFile, policyIdOf } from './policy.ts'
import { positionCommitment, type StockPosition } from './position.ts'
import type { PolicyState } from './readPolicy.ts'

/** What somebody says a policy stands at; null where they say nothing. */
export interface ToldStanding {
  readonly document: PolicyDocument
  readonly history: DemandHistory | null
  readonly position: StockPosition | null
  readonly forecast: DemandForecast | null
}

/** Whether each part is what the chain holds a commitment to; null where it was not told. */
export type StandingChecks = Readonly<Record<keyof ToldStanding, boolean | null>>

/**
 * Holds what a gateway tells of a policy against the chain, by the secret of the policy file.
 * @throws InvalidInputError PLAN_INVALID where the file is another policy's
 */
export function checkStanding(
  file: PolicyFile,
  state: Pick<PolicyState, 'policyId' | 'position' | 'forecast'>,
  { document, history, position, forecast }: ToldStanding,
): StandingChecks {
  if (policyIdOf(file) !== state.policyId) {
    throw new InvalidInputError('PLAN_INVALID', 'The file is that of another policy.')
  }
  const { secret } = file
  const isPosition = position && positionCommitment(secret, position) === state.position
  return {
    document: hashCanonicalJson(document) === hashCanonicalJson(file.document),
    position: isPosition,
    // The chain has the hash of the history in the position.
    history: position && history && isPosition && historyHash(history) === position.historyHash,
    forecast: forecast && forecastCommitment(forecastSalt(secret, forecast), forecast) === state.forecast,
  }
}
