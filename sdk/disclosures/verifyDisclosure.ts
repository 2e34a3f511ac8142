import { ROLES } from '../accreditation/roles.ts'
import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { IntegrityError } from '../errors/index.ts'
import { disclosureHash, type Receipt, receiptSigner } from './disclosure.ts'
import type { DisclosureProof } from './disclosureTree.ts'

/** The organisation that an account is an accredited custodian of. */
export const organisationOfCustodian = (contracts: Contracts, account: string): Promise<string> =>
  read(contracts.accreditationRegistry.organisationOf(account, ROLES.custodian))

/** Checks that an accredited custodian of `custodianOrg` signed a receipt. @throws IntegrityError SIGNATURE_INVALID */
export async function verifyReceipt(
  contracts: Contracts,
  receipt: Receipt,
  custodianOrg: string,
  organisationOf = (account: string) => organisationOfCustodian(contracts, account),
): Promise<void> {
  const signer = receiptSigner(contracts, receipt)
  if (signer && (await organisationOf(signer)) === custodianOrg) return
  throw new IntegrityError(
    'SIGNATURE_INVALID',
    `The receipt is not signed by a custodian of ${custodianOrg}.`,
  )
}

/** Checks that the log on chain holds a disclosure where its proof says. @throws IntegrityError MERKLE_PROOF_INVALID */
export async function verifyLogged(
  contracts: Contracts,
  { disclosure }: Receipt,
  { custodianOrg, sequence, index, proof }: DisclosureProof,
): Promise<void> {
  const body = disclosureHash(disclosure)
  if (await read(contracts.disclosureLog.isLogged(custodianOrg, sequence, index, body, [...proof]))) return
  throw new IntegrityError(
    'MERKLE_PROOF_INVALID',
    `Period ${sequence} of the log does not hold this at ${index}.`,
  )
}
