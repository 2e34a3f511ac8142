import type { Contracts } from '../chain/contracts.ts'
import type { TypedDataSigner } from '../chain/typedData.ts'
import type { EncryptionIdentity } from '../crypto/encryptionIdentity.ts'
import { findEncryptionKey } from './findEncryptionKey.ts'
import { publishEncryptionKey } from './publishEncryptionKey.ts'

/** Publishes a server's encryption key unless it is the one published already. The account pays. */
export async function ensureEncryptionKey(
  contracts: Contracts,
  signer: TypedDataSigner,
  identity: Pick<EncryptionIdentity, 'publicKey' | 'keyId'>,
): Promise<void> {
  const published = await findEncryptionKey(contracts, await signer.getAddress())
  if (published?.keyId === identity.keyId) return
  const keyEpoch = (published?.keyEpoch ?? 0) + 1
  await publishEncryptionKey(contracts, signer, { publicKey: identity.publicKey, keyEpoch })
}
