import { ROLES } from '../../sdk/accreditation/roles.ts'
import { read } from '../../sdk/chain/send.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { type Caller, isStaff } from '../access/caller.ts'
import type { GatewayContext } from '../context.ts'

/** Roles that order and supply medicines, as a mask: `Roles.TRADERS`. */
const TRADERS = ROLES.manufacturer | ROLES.distributor | ROLES.dispenser

/** The organisation for which an account that has signed in trades in medicines now, or the zero address. */
export function tradingOrganisation(
  { contracts }: Pick<GatewayContext, 'contracts'>,
  { account }: Extract<Caller, { kind: 'account' }>,
): Promise<string> {
  return read(contracts.accreditationRegistry.organisationOf(account, TRADERS))
}

/** Whether an account that has signed in trades in medicines for this gateway's organisation now. */
export const isTraderHere = async (context: GatewayContext, caller: Caller): Promise<boolean> =>
  caller.kind === 'account' && (await tradingOrganisation(context, caller)) === context.custodianOrg

/** The staff, or whoever trades in medicines for the organisation. @throws RefusedError NOT_ACCREDITED */
export async function requireTrader(context: GatewayContext, caller: Caller): Promise<void> {
  if ((await isTraderHere(context, caller)) || (await isStaff(context, caller))) return
  throw new RefusedError(
    'NOT_ACCREDITED',
    'This call is for the staff, and for accounts that trade in medicines for this organisation: sign in with one.',
  )
}
