import { ZeroAddress } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'

/** A confirmed recovery that waits for its delay to pass. */
export interface PendingRecovery {
  /** Who would act for the patient. */
  readonly controller: string
  /** Seconds since 1970: from then on it can be completed. */
  readonly readyAt: number
}

/** The recovery of a patient's account that is confirmed, or null. */
export async function readRecovery(
  { guardianship }: Contracts,
  patient: string,
): Promise<PendingRecovery | null> {
  const { controller, readyAt } = await read(guardianship.recoveryOf(patient))
  return controller === ZeroAddress ? null : { controller, readyAt: Number(readyAt) }
}
