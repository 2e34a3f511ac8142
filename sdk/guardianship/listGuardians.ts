import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'

/** Who may act for a patient now. */
export interface Guardian {
  readonly account: string
  /** Seconds since 1970: the mandate is over then. */
  readonly until: number
}

/** The guardians whose mandates run. Read from the chain's events and state. */
export async function listGuardians(
  { guardianship, deployment }: Contracts,
  patient: string,
): Promise<readonly Guardian[]> {
  const filter = guardianship.filters.GuardianAppointed(patient)
  const events = await read(guardianship.queryFilter(filter, deployment.block))
  const accounts = [...new Set(events.map(({ args }) => args.guardian))]
  const ends = await Promise.all(accounts.map((account) => read(guardianship.mandateEnd(patient, account))))
  return accounts
    .map((account, index) => ({ account, until: Number(ends[index] ?? 0n) }))
    .filter(({ until }) => until > 0)
}
