import { getAddress, verifyTypedData } from 'ethers'
import { bytesToHex } from './bytes.ts'
import { type MessageSigner, offChainDomain } from './typedDataSigner.ts'

const proofTypes = {
  EncryptionKey: [
    { name: 'account', type: 'address' },
    { name: 'publicKey', type: 'bytes32' },
    { name: 'keyEpoch', type: 'uint32' },
  ],
}

/** What an account says about its encryption key. */
export interface KeyProofStatement {
  chainId: bigint
  account: string
  /** X25519, 32 bytes. */
  publicKey: Uint8Array
  keyEpoch: number
}

/** The account's EIP-712 signature over its encryption key, 0x-prefixed. Raises what the wallet raises. */
export async function signKeyProof(signer: MessageSigner, statement: KeyProofStatement): Promise<string> {
  return signer.signTypedData(offChainDomain(statement.chainId), proofTypes, proofValue(statement))
}

/**
 * Whether the account itself signed this key, for this chain and key epoch. ECDSA only: a contract account
 * proves its key by publishing it in its DID document.
 */
export function verifyKeyProof(statement: KeyProofStatement, signature: string): boolean {
  try {
    const signer = verifyTypedData(
      offChainDomain(statement.chainId),
      proofTypes,
      proofValue(statement),
      signature,
    )
    return signer === getAddress(statement.account)
  } catch {
    return false
  }
}

function proofValue(statement: KeyProofStatement): Record<string, unknown> {
  return {
    account: getAddress(statement.account),
    publicKey: bytesToHex(statement.publicKey),
    keyEpoch: statement.keyEpoch,
  }
}
