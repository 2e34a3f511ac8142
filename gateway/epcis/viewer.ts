import { ZeroAddress } from 'ethers'
import { read } from '../../sdk/chain/send.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { heldBatches } from '../../sdk/provenance/heldBatches.ts'
import { type Caller, isStaff } from '../access/caller.ts'
import type { GatewayContext } from '../context.ts'
import { TRACERS } from '../provenance/tracers.ts'
import type { Viewer } from './query/eventQuery.ts'

/**
 * What a caller may see of the events. The staff: everything. An account that is accredited now as a keeper, as quality
 * assurance or as an auditor: everything that its own organisation captured, which is what is captured here, and else what
 * names a batch that its organisation holds or held. Nobody else: anything.
 *
 * @throws RefusedError NOT_ACCREDITED
 */
export async function viewerOf(context: GatewayContext, caller: Caller): Promise<Viewer> {
  if (await isStaff(context, caller)) return { sees: 'all' }
  if (caller.kind === 'account' && caller.scopes.includes('user/*.rs')) {
    const { contracts, custodianOrg } = context
    const organisation = await read(contracts.accreditationRegistry.organisationOf(caller.account, TRACERS))
    if (organisation === custodianOrg) return { sees: 'all' }
    if (organisation !== ZeroAddress) {
      return { sees: 'batches', organisation, batches: await heldBatches(contracts, organisation) }
    }
  }
  throw new RefusedError(
    'NOT_ACCREDITED',
    'Events are read by the staff, and by accounts accredited to keep medicines, for quality assurance, or as auditors.',
  )
}
