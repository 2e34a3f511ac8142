import { concat, keccak256 } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { oracleDomain, recoverAccount, type TypedDataTypes, typedDataDigest } from '../chain/typedData.ts'

/** Who signed a message of an oracle node. */
export interface NodeRequest {
  readonly node: string
  /** Names the request once and for all: two nodes may ask for the same with the same deadline. */
  readonly digest: string
}

/** Undefined where the signature is malformed, or a value does not fit its type. */
export function recoverNodeRequest(
  contracts: Contracts,
  types: TypedDataTypes,
  value: Record<string, unknown>,
  signature: string,
): NodeRequest | undefined {
  const signed = typedDataDigest(oracleDomain(contracts), types, value)
  const node = signed && recoverAccount(signed, signature)
  return signed && node ? { node, digest: keccak256(concat([signed, node])) } : undefined
}
