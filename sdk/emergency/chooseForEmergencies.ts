import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { CATEGORIES, type Category, categoryMask } from '../consent/vocabulary.ts'

/** Categories that an emergency leaves closed unless the patient opens them: see `contracts/types/Categories.sol`. */
const SENSITIVE: readonly Category[] = ['psychotherapy', 'substance-use']

export interface EmergencyChoice {
  /** Sensitive categories that an emergency may open too. */
  readonly sensitive: readonly Category[]
  /** The others that it may open. Default: all of them. */
  readonly kept?: readonly Category[]
}

/** Chooses what an emergency opens, as the patient's controller, to whom `contracts` is connected. */
export function chooseForEmergencies(
  contracts: Contracts,
  patient: string,
  { sensitive, kept = CATEGORIES.filter((category) => !SENSITIVE.includes(category)) }: EmergencyChoice,
): Promise<ContractTransactionReceipt> {
  return send(contracts.emergencyAccess.choose(patient, categoryMask([...kept, ...sensitive])))
}
