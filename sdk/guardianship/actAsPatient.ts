import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'

type Sent = Promise<ContractTransactionReceipt>

/**
 * Lets `guardian` act for the patient until `until`, in seconds since 1970 and at most two years away, as the patient's
 * controller, to whom `contracts` is connected. @throws RefusedError GUARDIANSHIP_REFUSED
 */
export const appointGuardian = (
  contracts: Contracts,
  patient: string,
  guardian: string,
  until: number,
): Sent => send(contracts.guardianship.appoint(patient, guardian, until))

/** Ends a mandate, likewise. */
export const dismissGuardian = (contracts: Contracts, patient: string, guardian: string): Sent =>
  send(contracts.guardianship.dismiss(patient, guardian))

/** Voids every proposed recovery and the confirmed one, likewise. */
export const cancelRecovery = (contracts: Contracts, patient: string): Sent =>
  send(contracts.guardianship.cancelRecovery(patient))
