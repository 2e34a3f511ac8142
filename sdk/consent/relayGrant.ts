import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { SignedGrant } from './signedGrant.ts'
import { encodeTerms } from './terms.ts'

/** Submits a patient's signed grant: whoever calls pays the gas, and can change nothing in it. */
export function relayGrant(contracts: Contracts, grant: SignedGrant): Promise<ContractTransactionReceipt> {
  const { signature, terms, ...content } = grant
  return send(
    contracts.consentRegistry.grantBySignature({ ...content, terms: encodeTerms(terms) }, signature),
  )
}
