import { TypedDataEncoder } from 'ethers'
import { z } from 'zod'
import { ROLES } from '../accreditation/roles.ts'
import type { Contracts } from '../chain/contracts.ts'
import { hashSchema, signatureSchema } from '../chain/schemas.ts'
import { read } from '../chain/send.ts'
import { fields, recordDomain, recoverSigner, type TypedDataSigner } from '../chain/typedData.ts'
import { IntegrityError } from '../errors/index.ts'

const TYPES = { Locator: fields('bytes32 recordId,uint32 keyEpoch,string cid,bytes32 keyCommitment') }

/** Shape of {@link SignedLocator} in messages from peers. */
export const locatorSchema = z.strictObject({
  recordId: hashSchema,
  keyEpoch: z
    .number()
    .int()
    .positive()
    .max(2 ** 32 - 1),
  cid: z.string().min(1).max(128),
  keyCommitment: hashSchema,
  signature: signatureSchema,
})

/** Where the ciphertext of one key epoch lies, and a commitment to its data key. */
export interface Locator {
  readonly recordId: string
  readonly keyEpoch: number
  readonly cid: string
  readonly keyCommitment: string
}

/** A locator as its custodian signed it. */
export interface SignedLocator extends Locator {
  readonly signature: string
}

const content = ({ recordId, keyEpoch, cid, keyCommitment }: Locator) => ({
  recordId,
  keyEpoch,
  cid,
  keyCommitment,
})

export async function signLocator(
  contracts: Contracts,
  signer: TypedDataSigner,
  locator: Locator,
): Promise<SignedLocator> {
  const signature = await signer.signTypedData(recordDomain(contracts), TYPES, content(locator))
  return { ...locator, signature }
}

/** EIP-712 digest of a locator: what the disclosure log holds of it. */
export const locatorDigest = (contracts: Contracts, locator: Locator): string =>
  TypedDataEncoder.hash(recordDomain(contracts), TYPES, content(locator))

/**
 * Checks that an accredited custodian of `custodianOrg` signed the locator.
 * @throws IntegrityError LOCATOR_INVALID
 */
export async function verifyLocator(
  contracts: Contracts,
  locator: SignedLocator,
  custodianOrg: string,
): Promise<void> {
  const signer = recoverSigner(recordDomain(contracts), TYPES, content(locator), locator.signature)
  const organisation =
    signer && (await read(contracts.accreditationRegistry.organisationOf(signer, ROLES.custodian)))
  if (organisation === custodianOrg) return
  throw new IntegrityError(
    'LOCATOR_INVALID',
    `The locator of record ${locator.recordId} is not signed by a custodian of ${custodianOrg}.`,
  )
}
