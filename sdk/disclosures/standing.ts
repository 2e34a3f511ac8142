import type { Contracts } from '../chain/contracts.ts'
import { UnavailableError } from '../errors/index.ts'
import type { LoggedDisclosure } from '../gateway/protocol.ts'
import { custodianOf } from '../records/custodianOf.ts'
import { organisationOfCustodian, verifyLogged, verifyReceipt } from './verifyDisclosure.ts'

/**
 * What the chain says of a receipt. 'logged': the root of its period is on chain and holds it. 'promised': the custodian
 * signed it, and its period is not anchored yet. 'false': the signature or the proof does not hold.
 */
export type Standing = 'logged' | 'promised' | 'false'

/** Checks receipts against the chain, which is asked once of each record and each signer. Each check @throws UnavailableError */
export function receiptChecker(contracts: Contracts): (logged: LoggedDisclosure) => Promise<Standing> {
  // Asked of the chain: whose log a receipt should be in is not for the gateway to say.
  const custodian = askedOnce((recordId) => custodianOf(contracts, recordId))
  const organisation = askedOnce((account) => organisationOfCustodian(contracts, account))
  return async ({ receipt, proof }) => {
    try {
      const custodianOrg = await custodian(receipt.disclosure.recordId)
      await verifyReceipt(contracts, receipt, custodianOrg, organisation)
      if (proof) await verifyLogged(contracts, receipt, { ...proof, custodianOrg })
      return proof ? 'logged' : 'promised'
    } catch (error) {
      // A chain that does not answer is no finding.
      if (error instanceof UnavailableError) throw error
      return 'false'
    }
  }
}

/** Remembers answers. A failure is not one. */
function askedOnce(ask: (what: string) => Promise<string>): (what: string) => Promise<string> {
  const asked = new Map<string, Promise<string>>()
  return (what) => {
    const answer =
      asked.get(what) ??
      ask(what).catch((error: unknown) => {
        asked.delete(what)
        throw error
      })
    asked.set(what, answer)
    return answer
  }
}
