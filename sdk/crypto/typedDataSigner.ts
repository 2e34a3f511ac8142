import type { TypedDataDomain, TypedDataField } from 'ethers'

/** The part of a wallet that this folder needs. An ethers Signer fits. */
export interface MessageSigner {
  signTypedData(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string>
}

/** The EIP-712 domain of texts that no contract verifies. */
export function offChainDomain(chainId: bigint): TypedDataDomain {
  return { name: 'Salus', version: '1', chainId }
}
