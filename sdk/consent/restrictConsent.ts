import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'

type Sent = Promise<ContractTransactionReceipt>

/** Ends the permit of `grantee` (a denial stays), as the patient's controller, to whom `contracts` is connected. */
export const revokeConsent = (contracts: Contracts, patient: string, grantee: string): Sent =>
  send(contracts.consentRegistry.revoke(patient, grantee))

/** Denies `grantee` everything, whatever else is permitted, likewise. */
export const denyConsent = (contracts: Contracts, patient: string, grantee: string): Sent =>
  send(contracts.consentRegistry.deny(patient, grantee))

/** Revokes every consent of the patient at once, likewise. */
export const revokeAllConsents = (contracts: Contracts, patient: string): Sent =>
  send(contracts.consentRegistry.revokeAll(patient))

/** Keeps everyone but the patient out, in emergencies too, likewise. */
export const optOut = (contracts: Contracts, patient: string): Sent =>
  send(contracts.consentRegistry.optOut(patient))

/** Ends an opt-out, likewise. No consent from before comes back. */
export const optIn = (contracts: Contracts, patient: string): Sent =>
  send(contracts.consentRegistry.optIn(patient))
