import { type Provider, Wallet } from 'ethers'
import { type Contracts, connectContracts } from '../../../sdk/chain/contracts.ts'
import type { Deployment } from '../../../sdk/chain/deployment.ts'
import { deriveEncryptionIdentity, type EncryptionIdentity } from '../../../sdk/crypto/encryptionIdentity.ts'
import { createRecoveryCode } from '../../../sdk/crypto/recoveryCode.ts'
import { findEncryptionKey } from '../../../sdk/identity/findEncryptionKey.ts'
import { publishEncryptionKey } from '../../../sdk/identity/publishEncryptionKey.ts'

/** Someone with a wallet and a published key, which the wallet and the recovery code make again. */
export interface Person {
  readonly wallet: Wallet
  readonly contracts: Contracts
  readonly identity: EncryptionIdentity
  readonly recoveryCode: string
}

/** Publishes the next key of an account. */
export async function equip(
  deployment: Deployment,
  provider: Provider,
  { privateKey }: { readonly privateKey: string },
): Promise<Person> {
  const wallet = new Wallet(privateKey, provider)
  const contracts = connectContracts(deployment, wallet)
  const recoveryCode = createRecoveryCode()
  const keyEpoch = ((await findEncryptionKey(contracts, wallet.address))?.keyEpoch ?? 0) + 1
  const identity = await deriveEncryptionIdentity({
    signer: wallet,
    account: wallet.address,
    chainId: contracts.chainId,
    keyEpoch,
    recoveryCode,
  })
  await publishEncryptionKey(contracts, wallet, { publicKey: identity.publicKey, keyEpoch })
  return { wallet, contracts, identity, recoveryCode }
}
