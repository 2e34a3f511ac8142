import { type HDNodeWallet, JsonRpcProvider, parseEther, toQuantity, Wallet } from 'ethers'
import { accredit } from '../../sdk/accreditation/accredit.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { chainTime, deadlineIn } from '../../sdk/chain/time.ts'
import { grantConsent } from '../../sdk/consent/grantConsent.ts'
import type { Category } from '../../sdk/consent/vocabulary.ts'
import { deriveEncryptionIdentity } from '../../sdk/crypto/encryptionIdentity.ts'
import { createRecoveryCode } from '../../sdk/crypto/recoveryCode.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { recordOfBytes } from '../../sdk/gateway/recordOfBytes.ts'
import { findEncryptionKey } from '../../sdk/identity/findEncryptionKey.ts'
import { publishEncryptionKey } from '../../sdk/identity/publishEncryptionKey.ts'
import { signEnrolment } from '../../sdk/records/enrol.ts'
import type { Stage } from './network.ts'

type Account = Wallet | HDNodeWallet

const DAY = 86_400

/** What people do at the hospital of the stage before a test begins. */
export interface Clinic {
  readonly provider: JsonRpcProvider
  fund(account: string, ether?: string): Promise<void>
  /** Accredits an account as a clinician of the hospital. */
  accredit(account: string): Promise<void>
  /** Publishes a key of an account, which a wallet and a recovery code give. @returns the code */
  publishKey(account: Account): Promise<string>
  /** Gives a patient ether, and lets the hospital keep their records. */
  enrol(patient: Account): Promise<void>
  /** @returns the record's id */
  keep(patient: Account, category: Category, mediaType: string, bytes: Uint8Array): Promise<string>
  /** For treatment, for a day. */
  share(patient: Account, grantee: string, categories: readonly Category[]): Promise<void>
  close(): void
}

export function openClinic({ network }: Stage, chainId: number): Clinic {
  const { deployment, actors, gateway, rpcUrl } = network
  const provider = new JsonRpcProvider(rpcUrl, chainId, { staticNetwork: true, cacheTimeout: -1 })
  const staff = gatewayClient({ url: gateway.url, staffToken: actors.hospital.seed })
  const actAs = (account: Account) => {
    const signer = account.connect(provider)
    return { signer, contracts: connectContracts(deployment, signer) }
  }
  const fund = async (account: string, ether = '5') => {
    await provider.send('hardhat_setBalance', [account, toQuantity(parseEther(ether))])
  }
  return {
    provider,
    fund,
    async accredit(account) {
      const { contracts } = actAs(new Wallet(actors.authority.privateKey))
      const until = (await chainTime(contracts)) + 30 * DAY
      await accredit(contracts, account, actors.hospital.organisation, ['clinician'], until)
    },
    async publishKey(account) {
      const { signer, contracts } = actAs(account)
      const recoveryCode = createRecoveryCode()
      const { address } = account
      const keyEpoch = ((await findEncryptionKey(contracts, address))?.keyEpoch ?? 0) + 1
      const { chainId: chain } = contracts
      const derived = { signer, account: address, chainId: chain, keyEpoch, recoveryCode }
      const { publicKey } = await deriveEncryptionIdentity(derived)
      await publishEncryptionKey(contracts, signer, { publicKey, keyEpoch })
      return recoveryCode
    },
    async enrol(patient) {
      const { signer, contracts } = actAs(patient)
      await fund(patient.address)
      const custodianOrg = actors.hospital.organisation
      const deadline = await deadlineIn(contracts, 3600)
      const { address } = patient
      await staff.relayEnrolment(
        await signEnrolment(contracts, signer, { patient: address, custodianOrg, deadline }),
      )
    },
    async keep(patient, category, mediaType, bytes) {
      const description = { patient: patient.address, category, mediaType }
      return (await staff.addRecord(await recordOfBytes(description, bytes))).recordId
    },
    async share(patient, grantee, categories) {
      const { contracts } = actAs(patient)
      const end = (await chainTime(contracts)) + DAY
      await grantConsent(contracts, patient.address, grantee, {
        categories,
        purposes: ['TREAT'],
        start: 0,
        end,
      })
    },
    close: () => provider.destroy(),
  }
}
