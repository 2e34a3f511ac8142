import type { Contracts } from '../chain/contracts.ts'
import { deriveEncryptionIdentity, type EncryptionIdentity } from '../crypto/encryptionIdentity.ts'
import type { MessageSigner } from '../crypto/typedDataSigner.ts'
import { InvalidInputError } from '../errors/index.ts'
import { readEncryptionKey } from './readEncryptionKey.ts'

/**
 * The private key behind the key that an account published, from its wallet and recovery code.
 * @throws RefusedError DID_KEY_MISSING; InvalidInputError RECOVERY_CODE_INVALID where the code gives another key
 */
export async function recoverIdentity(
  contracts: Contracts,
  signer: MessageSigner,
  account: string,
  recoveryCode: string,
): Promise<EncryptionIdentity> {
  const { keyEpoch, keyId } = await readEncryptionKey(contracts, account)
  const { chainId } = contracts
  const identity = await deriveEncryptionIdentity({ signer, account, chainId, keyEpoch, recoveryCode })
  if (identity.keyId === keyId) return identity
  throw new InvalidInputError(
    'RECOVERY_CODE_INVALID',
    `This recovery code does not give the key that ${account} published (epoch ${keyEpoch}). Use the code of that key.`,
  )
}
