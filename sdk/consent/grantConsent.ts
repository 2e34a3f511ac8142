import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { encodeTerms, type Terms } from './terms.ts'

/** Grants consent by a transaction of the patient's controller, to whom `contracts` is connected. */
export function grantConsent(
  contracts: Contracts,
  patient: string,
  grantee: string,
  terms: Terms,
): Promise<ContractTransactionReceipt> {
  return send(contracts.consentRegistry.grant(patient, grantee, encodeTerms(terms)))
}
