import { ZeroAddress } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { ROLES, type Role } from './roles.ts'

/** Roles that may keep medicines. */
export const KEEPERS: readonly Role[] = ['manufacturer', 'distributor', 'dispenser', 'carrier']

/** The organisation for which an account holds one of the roles now, or undefined where there is none. */
export async function organisationOf(
  { accreditationRegistry }: Contracts,
  account: string,
  roles: readonly Role[],
): Promise<string | undefined> {
  const mask = roles.reduce((bits, role) => bits | ROLES[role], 0)
  const organisation = await read(accreditationRegistry.organisationOf(account, mask))
  return organisation === ZeroAddress ? undefined : organisation
}
