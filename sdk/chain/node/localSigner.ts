import { concat, getBytes, TypedDataEncoder, type Wallet } from 'ethers'
import { signRecoverable } from 'tiny-secp256k1'
import type { TypedDataSigner } from '../typedData.ts'

/**
 * Signs typed data as a wallet of this process does, to the same bytes, by libsecp256k1 in WebAssembly: for services that
 * sign at every answer. Names (ENS) are not resolved.
 */
export function localSigner({
  address,
  privateKey,
}: Pick<Wallet, 'address' | 'privateKey'>): TypedDataSigner {
  const key = getBytes(privateKey)
  return {
    getAddress: async () => address,
    async signTypedData(domain, types, value) {
      const digest = getBytes(TypedDataEncoder.hash(domain, types, value))
      const { signature, recoveryId } = signRecoverable(digest, key)
      return concat([signature, Uint8Array.of(27 + recoveryId)])
    },
  }
}
