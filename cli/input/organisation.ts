import { ZeroAddress } from 'ethers'
import { ROLES, type Role } from '../../sdk/accreditation/roles.ts'
import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { accountOf, type ChainContext } from '../context.ts'
import { parseAddress } from './address.ts'

/** Roles that may keep medicines. */
const KEEPERS: readonly Role[] = ['manufacturer', 'distributor', 'dispenser', 'carrier']

/** The organisation that was named, or the one for which whoever runs the command keeps medicines. */
export const namedOrganisation = async (chain: ChainContext, named: string | undefined): Promise<string> =>
  named === undefined
    ? requireOrganisation(chain.contracts, accountOf(chain).address, KEEPERS)
    : parseAddress('organisation', named)

/**
 * The organisation for which an account holds one of the roles now.
 * @throws RefusedError NOT_ACCREDITED
 */
export async function requireOrganisation(
  { accreditationRegistry }: Contracts,
  account: string,
  roles: readonly Role[],
): Promise<string> {
  const mask = roles.reduce((bits, role) => bits | ROLES[role], 0)
  const organisation = await read(accreditationRegistry.organisationOf(account, mask))
  if (organisation !== ZeroAddress) return organisation
  throw new RefusedError('NOT_ACCREDITED', `${account} is not accredited as ${roles.join(' or ')} now.`)
}
