import type { Contracts } from '../chain/contracts.ts'
import { UnavailableError } from '../errors/index.ts'
import type { LoggedDisclosure } from '../gateway/protocol.ts'
import { custodianOf } from '../records/custodianOf.ts'
import { verifyLogged, verifyReceipt } from './verifyDisclosure.ts'

/**
 * What the chain says of a receipt. 'logged': the root of its period is on chain and holds it. 'promised': the custodian
 * signed it, and its period is not anchored yet. 'false': the signature or the proof does not hold.
 */
export type Standing = 'logged' | 'promised' | 'false'

/** @throws UnavailableError: a chain that does not answer is no finding */
export async function standingOf(
  contracts: Contracts,
  { receipt, proof }: LoggedDisclosure,
): Promise<Standing> {
  try {
    // Asked of the chain: whose log it should be in is not for the gateway to say.
    const custodianOrg = await custodianOf(contracts, receipt.disclosure.recordId)
    await verifyReceipt(contracts, receipt, custodianOrg)
    if (proof) await verifyLogged(contracts, receipt, { ...proof, custodianOrg })
    return proof ? 'logged' : 'promised'
  } catch (error) {
    if (error instanceof UnavailableError) throw error
    return 'false'
  }
}
