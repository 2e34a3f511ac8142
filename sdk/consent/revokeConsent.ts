import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'

/** Revokes by a transaction of the patient's controller, to whom `contracts` is connected. */
export function revokeConsent(
  contracts: Contracts,
  patient: string,
  grantee: string,
): Promise<ContractTransactionReceipt> {
  return send(contracts.consentRegistry.revoke(patient, grantee))
}

/** Revokes every consent of the patient at once, likewise. */
export function revokeAllConsents(
  contracts: Contracts,
  patient: string,
): Promise<ContractTransactionReceipt> {
  return send(contracts.consentRegistry.revokeAll(patient))
}
