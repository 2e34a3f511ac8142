import {
  computeAddress,
  concat,
  getBytes,
  hexlify,
  Signature,
  type TypedDataDomain,
  TypedDataEncoder,
  type TypedDataField,
} from 'ethers'
import { recoverPublicKey } from '#publicKeyRecovery'
import type { Contracts } from './contracts.ts'

export type TypedDataTypes = Record<string, TypedDataField[]>

/** Anything that signs EIP-712 typed data as one account: every ethers signer does. */
export interface TypedDataSigner {
  getAddress(): Promise<string>
  signTypedData(
    domain: TypedDataDomain,
    types: TypedDataTypes,
    value: Record<string, unknown>,
  ): Promise<string>
}

const domain = (contracts: Contracts, name: string, verifyingContract: string): TypedDataDomain => ({
  name,
  version: '1',
  chainId: contracts.chainId,
  verifyingContract,
})

/** The domain of signed consents: see `ConsentRegistry`. */
export const consentDomain = (contracts: Contracts) =>
  domain(contracts, 'Salus Consent', contracts.deployment.contracts.consentRegistry)

/** The domain of signed enrolments, locators and requests for records: see `RecordRegistry`. */
export const recordDomain = (contracts: Contracts) =>
  domain(contracts, 'Salus Records', contracts.deployment.contracts.recordRegistry)

/** The domain of reports and of nodes' key requests: see `OracleCommittee`. */
export const oracleDomain = (contracts: Contracts) =>
  domain(contracts, 'Salus Oracle', contracts.deployment.contracts.oracleCommittee)

/** The domain of signed approvals of monitoring: see `Monitoring`. */
export const monitoringDomain = (contracts: Contracts) =>
  domain(contracts, 'Salus Monitoring', contracts.deployment.contracts.monitoring)

/** The domain of signed logs of temperatures: see `ColdChain`. */
export const coldChainDomain = (contracts: Contracts) =>
  domain(contracts, 'Salus Cold Chain', contracts.deployment.contracts.coldChain)

const field = (declaration: string): TypedDataField => {
  const [type = '', name = ''] = declaration.split(' ')
  return { type, name }
}

/** EIP-712 fields from their declaration, as it stands in the contract's type hash: `address patient,uint40 end`. */
export const fields = (declaration: string): TypedDataField[] => declaration.split(',').map(field)

/** The plain account that signed, or undefined where the signature is malformed. */
export function recoverSigner(
  domain: TypedDataDomain,
  types: TypedDataTypes,
  value: Record<string, unknown>,
  signature: string,
): string | undefined {
  const digest = typedDataDigest(domain, types, value)
  return digest === undefined ? undefined : recoverAccount(digest, signature)
}

/** What is signed, or undefined where a value does not fit its type: nobody can have signed that. */
export function typedDataDigest(
  domain: TypedDataDomain,
  types: TypedDataTypes,
  value: Record<string, unknown>,
): string | undefined {
  try {
    return TypedDataEncoder.hash(domain, types, value)
  } catch {
    return undefined
  }
}

/** The plain account that signed a digest, or undefined where the signature is malformed. */
export function recoverAccount(digest: string, signature: string): string | undefined {
  try {
    // Refuses the twin that every signature has (s in the upper half of the order), as the contracts do.
    const { r, s, yParity } = Signature.from(signature)
    return computeAddress(hexlify(recoverPublicKey(getBytes(digest), getBytes(concat([r, s])), yParity)))
  } catch {
    return undefined
  }
}
