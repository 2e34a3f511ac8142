import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { ROLES, type Role } from './roles.ts'

/** Accredits an account, as the authority that `contracts` is connected to. `until` is in seconds since 1970. */
export function accredit(
  contracts: Contracts,
  account: string,
  organisation: string,
  roles: readonly Role[],
  until: number,
): Promise<ContractTransactionReceipt> {
  const mask = roles.reduce((bits, role) => bits | ROLES[role], 0)
  return send(contracts.accreditationRegistry.accredit(account, organisation, mask, until))
}
