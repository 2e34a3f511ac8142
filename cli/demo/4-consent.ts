import { Wallet } from 'ethers'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import { chainTime, deadlineIn } from '../../sdk/chain/time.ts'
import { grantConsent } from '../../sdk/consent/grantConsent.ts'
import { signGrant } from '../../sdk/consent/signedGrant.ts'
import { grantWords, type Terms } from '../../sdk/consent/terms.ts'
import { hexToBytes } from '../../sdk/crypto/bytes.ts'
import { type EncryptionIdentity, encryptionIdentityFromSeed } from '../../sdk/crypto/encryptionIdentity.ts'
import type { RecordAnswer, StoredRecord } from '../../sdk/gateway/protocol.ts'
import { ensureEncryptionKey } from '../../sdk/identity/ensureEncryptionKey.ts'
import { requestRecord } from '../../sdk/records/requestRecord.ts'
import { type Timeline, transaction } from '../output/timeline.ts'
import type { Law } from './1-law.ts'
import type { Hospital, Patient } from './2-patient.ts'
import { expect, expectRefusal } from './expect.ts'
import { mined, type World } from './world.ts'

const HOUR = 3600
const NINETY_DAYS = 90 * 24 * HOUR

export interface Clinician {
  readonly wallet: Wallet
  readonly contracts: Contracts
  readonly identity: EncryptionIdentity
}

/** No consent, no key. Then the patient consents: to the committee by a free signature, to the clinician by transaction. */
export async function giveConsent(
  timeline: Timeline,
  world: World,
  { deployment }: Law,
  { patient, hospital }: { patient: Patient; hospital: Hospital },
  record: StoredRecord,
): Promise<Clinician> {
  timeline.chapter('Consent', 'No key leaves without live consent, and a refusal is logged too.')
  const wallet = new Wallet(world.actors.clinician.privateKey, world.provider)
  const contracts = connectContracts(deployment, wallet)
  const identity = await encryptionIdentityFromSeed(hexToBytes(world.actors.clinician.seed))
  await ensureEncryptionKey(contracts, wallet, identity)
  const clinician = { wallet, contracts, identity }

  await timeline.step('The clinician asks for the key, and is refused', async () => {
    const refusal = await expectRefusal('a key without consent', () =>
      askForRecord(clinician, hospital, record.recordId),
    )
    expect(refusal.code === 'CONSENT_MISSING', 'the refusal names the missing consent')
    return { value: undefined, detail: refusal.message }
  })

  const now = await chainTime(contracts)
  const terms: Terms = {
    categories: ['cardiology', 'risk-reports'],
    purposes: ['TREAT'],
    start: 0,
    end: now + NINETY_DAYS,
  }
  await timeline.step('Consent to the oracle committee, signed and relayed', async () => {
    expect((await world.provider.getBalance(patient.wallet.address)) === 0n, 'the patient holds no ether')
    const grant = await signGrant(patient.contracts, patient.wallet, {
      patient: patient.wallet.address,
      grantee: deployment.contracts.oracleCommittee,
      terms: { ...terms, categories: ['cardiology'] },
      deadline: await deadlineIn(contracts, HOUR),
    })
    const { transactionHash } = await hospital.gateway.relayGrant(grant)
    return {
      value: undefined,
      detail: `the wallet shows: "${grantWords(grant.terms)}"`,
      transactions: [await mined(world, 'signed grant', transactionHash)],
    }
  })
  await timeline.step('Consent to the clinician, by transaction', async () => {
    const { hospital: payer } = world.actors
    const gift = await new Wallet(payer.privateKey, world.provider).sendTransaction({
      to: patient.wallet.address,
      value: 10n ** 16n,
    })
    await gift.wait()
    const receipt = await grantConsent(patient.contracts, patient.wallet.address, wallet.address, terms)
    return {
      value: undefined,
      detail: 'for this the hospital gave the patient 0.01 ether',
      transactions: [transaction('grant', receipt)],
    }
  })
  return clinician
}

/** Asks the gateway for a record, for treatment unless told otherwise. */
export const askForRecord = (
  { wallet, contracts }: Pick<Clinician, 'wallet' | 'contracts'>,
  { gateway }: Hospital,
  recordId: string,
  purpose: 'TREAT' | 'PATRQT' = 'TREAT',
): Promise<RecordAnswer> => requestRecord(contracts, wallet, gateway, { recordId, purpose })
