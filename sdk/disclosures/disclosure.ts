import type { Contracts } from '../chain/contracts.ts'
import { fields, recordDomain, recoverSigner, type TypedDataSigner } from '../chain/typedData.ts'
import type { Decision } from '../consent/decision.ts'
import type { Purpose } from '../consent/vocabulary.ts'
import { hashCanonicalJson } from '../crypto/canonicalJson.ts'

interface DisclosureBase {
  readonly recordId: string
  /** ISO 8601, by the custodian's clock. */
  readonly at: string
  /** 16 random bytes, so that the leaf of a disclosure cannot be guessed. */
  readonly salt: string
}

/** A key left the custodian. */
export interface Release extends DisclosureBase {
  readonly kind: 'release'
  readonly grantee: string
  readonly purpose: Purpose
  readonly keyEpoch: number
  /** The inference request it served, or null for a person. */
  readonly requestId: string | null
  /** Digest of the grantee's signed request. */
  readonly requestDigest: string
  /** Block at which the contract permitted it. */
  readonly blockNumber: number
}

/** A key was asked for and refused. */
export interface Refusal extends DisclosureBase {
  readonly kind: 'refusal'
  readonly grantee: string
  readonly purpose: Purpose
  readonly decision: Decision
  readonly requestDigest: string
  readonly blockNumber: number
}

/** A key had been released under a consent that a reorganisation of the chain then removed. */
export interface Orphaning extends DisclosureBase {
  readonly kind: 'orphaned'
  readonly grantee: string
  readonly purpose: Purpose
  /** What the contract answers now. */
  readonly decision: Decision
  /** Digest of the signed request that was answered. */
  readonly requestDigest: string
  readonly blockNumber: number
}

/** Where a record lies from now on. */
export interface LocatorChange extends DisclosureBase {
  readonly kind: 'locator'
  readonly keyEpoch: number
  readonly locatorDigest: string
}

export type Disclosure = Release | Refusal | Orphaning | LocatorChange

/** A disclosure as the custodian signed it: who holds it can show it was promised to the log. */
export interface Receipt {
  readonly disclosure: Disclosure
  readonly signature: string
}

/** Body of the disclosure's leaf in the log: keccak256 of its canonical JSON. */
export const disclosureHash = (disclosure: Disclosure): string => hashCanonicalJson(disclosure)

const TYPES = { Disclosure: fields('bytes32 disclosureHash') }

export async function signDisclosure(
  contracts: Contracts,
  signer: TypedDataSigner,
  disclosure: Disclosure,
): Promise<Receipt> {
  const value = { disclosureHash: disclosureHash(disclosure) }
  return { disclosure, signature: await signer.signTypedData(recordDomain(contracts), TYPES, value) }
}

/** The account that signed the receipt, or undefined. */
export const receiptSigner = (contracts: Contracts, { disclosure, signature }: Receipt): string | undefined =>
  recoverSigner(recordDomain(contracts), TYPES, { disclosureHash: disclosureHash(disclosure) }, signature)
