import { hexlify, randomBytes, Wallet } from 'ethers'
import type { LocalChain } from '../../cli/local/startChain.ts'
import { answerableBundle } from '../../oracle/models/risk/answerableBundle.ts'
import type { RiskModel } from '../../oracle/models/risk/riskModel.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { deadlineIn } from '../../sdk/chain/time.ts'
import { relayGrant } from '../../sdk/consent/relayGrant.ts'
import { signGrant } from '../../sdk/consent/signedGrant.ts'
import { encryptionIdentityFromSeed } from '../../sdk/crypto/encryptionIdentity.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { recordOfBytes } from '../../sdk/gateway/recordOfBytes.ts'
import { didOf } from '../../sdk/identity/did.ts'
import { relayEncryptionKey } from '../../sdk/identity/publishEncryptionKey.ts'
import { type AskedReport, askForReport } from '../../sdk/inference/askForReport.ts'
import { relayEnrolment, signEnrolment } from '../../sdk/records/enrol.ts'
import { requestRecord } from '../../sdk/records/requestRecord.ts'

/** A clinician with a patient who consented, for as many requests as one likes. */
export interface Asker {
  readonly patient: string
  /** The record that every request is about. */
  readonly bundle: Uint8Array
  ask(): Promise<AskedReport>
}

/** A new patient of a local network, one heart record of theirs, and consent for its clinician and committee. */
export async function openAsker(
  { deployment, provider, actors }: Pick<LocalChain, 'deployment' | 'provider' | 'actors'>,
  gatewayUrl: string,
  model: RiskModel,
): Promise<Asker> {
  const payer = connectContracts(deployment, new Wallet(actors.authority.privateKey, provider))
  const clinician = connectContracts(deployment, new Wallet(actors.clinician.privateKey, provider))
  const wallet = new Wallet(hexlify(randomBytes(32)), provider)
  const own = connectContracts(deployment, wallet)
  const gateway = gatewayClient({ url: gatewayUrl })
  const staff = gatewayClient({ url: gatewayUrl, staffToken: actors.hospital.seed })
  const patient = wallet.address
  const { publicKey } = await encryptionIdentityFromSeed(randomBytes(32))
  await relayEncryptionKey(payer, wallet, { publicKey, keyEpoch: 1 })

  const deadline = await deadlineIn(own, 600)
  const custodianOrg = actors.hospital.organisation
  await relayEnrolment(payer, await signEnrolment(own, wallet, { patient, custodianOrg, deadline }))
  const now = deadline - 600
  const terms = { categories: ['cardiology'], purposes: ['TREAT'], start: now, end: now + 86_400 } as const
  for (const grantee of [actors.clinician.address, deployment.contracts.oracleCommittee]) {
    await relayGrant(payer, await signGrant(own, wallet, { patient, grantee, terms, deadline }))
  }
  const observedAt = new Date((now - 3_600) * 1000)
  const bundle = await answerableBundle(model, didOf(own.chainId, patient), observedAt)
  const { recordId } = await staff.addRecord(
    await recordOfBytes({ patient, category: 'cardiology', mediaType: 'application/fhir+json' }, bundle),
  )
  const { record } = await requestRecord(own, wallet, gateway, { recordId, purpose: 'PATRQT' })
  return {
    patient,
    bundle,
    ask: () =>
      askForReport(clinician, gateway, {
        requester: actors.clinician.address,
        modelVersion: model.version,
        purpose: 'TREAT',
        records: [record.ref],
      }),
  }
}
