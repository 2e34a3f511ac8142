import { Wallet } from 'ethers'
import { startGateway } from '../../gateway/gateway.ts'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import { deriveEncryptionIdentity, type EncryptionIdentity } from '../../sdk/crypto/encryptionIdentity.ts'
import { createRecoveryCode } from '../../sdk/crypto/recoveryCode.ts'
import { type GatewayClient, gatewayClient } from '../../sdk/gateway/client.ts'
import { relayEncryptionKey } from '../../sdk/identity/publishEncryptionKey.ts'
import { readEncryptionKey } from '../../sdk/identity/readEncryptionKey.ts'
import { resolveDid } from '../../sdk/identity/resolveDid.ts'
import { type Timeline, transaction } from '../output/timeline.ts'
import type { Law } from './1-law.ts'
import { expect } from './expect.ts'
import type { World } from './world.ts'

export interface Patient {
  readonly wallet: Wallet
  readonly contracts: Contracts
  readonly identity: EncryptionIdentity
}

export interface Hospital {
  readonly url: string
  readonly organisation: string
  /** What everyone may call. */
  readonly gateway: GatewayClient
  /** What the hospital's staff may call. */
  readonly staff: GatewayClient
  readonly contracts: Contracts
  readonly dataFolder: string
}

/** The hospital opens its gateway; a patient makes keys, and publishes one without owning any ether. */
export async function welcomePatient(
  timeline: Timeline,
  world: World,
  { deployment }: Law,
): Promise<{ patient: Patient; hospital: Hospital }> {
  timeline.chapter('The patient', 'A patient needs a wallet and a recovery code, and no funds.')
  const hospital = await timeline.step('The hospital opens its gateway', () =>
    openHospital(world, deployment),
  )

  const wallet = new Wallet(Wallet.createRandom().privateKey, world.provider)
  const contracts = connectContracts(deployment, wallet)
  const identity = await timeline.step('Derive an X25519 key from signature and recovery code', async () => {
    const value = await deriveEncryptionIdentity({
      signer: wallet,
      account: wallet.address,
      chainId: contracts.chainId,
      keyEpoch: 1,
      recoveryCode: createRecoveryCode(),
    })
    return { value, digests: { keyId: value.keyId } }
  })
  await timeline.step('Publish it in the DID document, relayed', async () => {
    const key = { publicKey: identity.publicKey, keyEpoch: 1 }
    const receipts = await relayEncryptionKey(hospital.contracts, wallet, key)
    expect((await world.provider.getBalance(wallet.address)) === 0n, 'the patient holds no ether')
    return {
      value: undefined,
      detail: 'the patient signed; the hospital paid; the patient holds 0 wei',
      transactions: receipts.map((receipt) => transaction('publish key', receipt)),
    }
  })
  await timeline.step('A stock did:ethr resolver finds the key', async () => {
    const document = await resolveDid(contracts, world.provider, wallet.address)
    expect(document.keyAgreement?.length === 1, 'the DID document has one key agreement key')
    const published = await readEncryptionKey(contracts, wallet.address)
    expect(published.keyId === identity.keyId, "the published key carries the patient's own proof")
    return { value: undefined, detail: document.id }
  })
  return { patient: { wallet, contracts, identity }, hospital }
}

async function openHospital(world: World, deployment: Law['deployment']) {
  const { hospital } = world.actors
  const staffToken = hospital.seed
  const dataFolder = `${world.folder}/hospital`
  const signer = new Wallet(hospital.privateKey, world.provider)
  const gateway = await startGateway({
    deployment,
    signer,
    seed: hospital.seed,
    custodianOrg: hospital.organisation,
    staffToken,
    dataFolder,
    host: '127.0.0.1',
    port: 0,
    confirmations: 0,
    watchInterval: 100,
  })
  world.closers.push(() => gateway.close())
  const value: Hospital = {
    url: gateway.url,
    organisation: hospital.organisation,
    gateway: gatewayClient({ url: gateway.url }),
    staff: gatewayClient({ url: gateway.url, staffToken }),
    contracts: connectContracts(deployment, signer),
    dataFolder,
  }
  return { value, detail: `${gateway.url}, embedded content store` }
}
