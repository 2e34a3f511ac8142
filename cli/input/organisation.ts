import { KEEPERS, organisationOf } from '../../sdk/accreditation/organisationOf.ts'
import type { Role } from '../../sdk/accreditation/roles.ts'
import type { Contracts } from '../../sdk/chain/contracts.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { accountOf, type ChainContext } from '../context.ts'
import { parseAddress } from './address.ts'

/** The organisation that was named, or the one for which whoever runs the command keeps medicines. */
export const namedOrganisation = async (chain: ChainContext, named: string | undefined): Promise<string> =>
  named === undefined
    ? requireOrganisation(chain.contracts, accountOf(chain).address, KEEPERS)
    : parseAddress('organisation', named)

/** That for which the account of SALUS_KEY keeps medicines; undefined where none is set, or it keeps none. */
export async function ownOrganisation(
  chain: ChainContext,
  environment = process.env,
): Promise<string | undefined> {
  if (!environment.SALUS_KEY) return undefined
  return organisationOf(chain.contracts, accountOf(chain, environment).address, KEEPERS)
}

/**
 * The organisation for which an account holds one of the roles now.
 * @throws RefusedError NOT_ACCREDITED
 */
export async function requireOrganisation(
  contracts: Contracts,
  account: string,
  roles: readonly Role[],
): Promise<string> {
  const organisation = await organisationOf(contracts, account, roles)
  if (organisation) return organisation
  throw new RefusedError('NOT_ACCREDITED', `${account} is not accredited as ${roles.join(' or ')} now.`)
}
