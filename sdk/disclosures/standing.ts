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

/** Checks receipts against the chain, each record's custodian asked for once. Each check @throws UnavailableError */
export function receiptChecker(contracts: Contracts): (logged: LoggedDisclosure) => Promise<Standing> {
  const custodians = new Map<string, Promise<string>>()
  // Asked of the chain: whose log a receipt should be in is not for the gateway to say.
  const custodian = (recordId: string) => {
    const asked = custodians.get(recordId) ?? custodianOf(contracts, recordId)
    custodians.set(recordId, asked)
    return asked
  }
  return async ({ receipt, proof }) => {
    try {
      const custodianOrg = await custodian(receipt.disclosure.recordId)
      await verifyReceipt(contracts, receipt, custodianOrg)
      if (proof) await verifyLogged(contracts, receipt, { ...proof, custodianOrg })
      return proof ? 'logged' : 'promised'
    } catch (error) {
      // A chain that does not answer is no finding.
      if (error instanceof UnavailableError) throw error
      return 'false'
    }
  }
}
