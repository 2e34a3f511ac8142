import type { Wallet } from 'ethers'
import { type GatewayClient, gatewayClient } from '../../../sdk/gateway/client.ts'
import { type Attestation, stateAttestation } from '../../../sdk/inference/attestation.ts'
import { attestReport } from '../../../sdk/inference/attestReport.ts'
import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import { outputHashOf } from '../../../sdk/inference/outputHash.ts'
import { signReport } from '../../../sdk/inference/signedReport.ts'
import { transmitReport } from '../../../sdk/inference/transmitReport.ts'
import {
  addBundle,
  grantTo,
  type Person,
  recordRequestOf,
  type SentRequest,
  type StartedGateway,
  sendRequest,
  termsFor,
  type World,
} from '../../helpers/world.ts'

const report = { format: 'salus-report/1', outcome: { status: 'abstained' } } as unknown as ClinicalReport

export interface Landed extends SentRequest {
  readonly patient: Person
  /** Record of the report. */
  readonly recordId: string
  readonly outputHash: string
}

export async function signedIn(hospital: StartedGateway, wallet: Wallet): Promise<GatewayClient> {
  const client = gatewayClient({ url: hospital.url })
  await client.signIn(wallet)
  return client
}

/** The patient lets these people and the committee use cardiology, and the people read reports. */
export async function consentTo(world: World, patient: Person, ...people: readonly Person[]): Promise<void> {
  for (const { wallet } of people) {
    await grantTo(world, patient, wallet.address, await termsFor(patient, ['cardiology', 'risk-reports']))
  }
  await grantTo(world, patient, world.committee)
}

/** A report about a patient that the world's clinician asked for, landed and kept. Consents are there already. */
export async function landReport(
  world: World,
  hospital: StartedGateway,
  patient: Person,
  modelVersion: string,
): Promise<Landed> {
  const { recordId: source } = await addBundle(hospital.staff, patient)
  const own = await recordRequestOf(patient, source, { purpose: 'PATRQT' })
  const { record } = await hospital.client.requestRecord(own)
  const sent = await sendRequest(world.clinician, modelVersion, [record.ref])
  await hospital.client.announceRequest(sent.request, sent.secret)
  const { contracts } = world.relayer
  const { digest: configDigest } = await contracts.oracleCommittee.currentConfiguration()
  const outputHash = await outputHashOf(sent.secret, sent.requestId, report)
  const signed = {
    consumer: world.deployment.contracts.inferenceOracle,
    configDigest,
    requestId: sent.requestId,
    modelVersion,
    outputHash,
  }
  const signatures = await Promise.all(
    world.oracles.slice(0, 3).map(async ({ wallet }) => ({
      signer: wallet.address,
      signature: await signReport(contracts, wallet, signed),
    })),
  )
  await transmitReport(contracts, sent.request, signed, signatures)
  const { recordId } = await hospital.client.deliverReport(sent.requestId, report)
  return { ...sent, patient, recordId, outputHash }
}

export const attestationOf = (
  { requestId, outputHash }: Landed,
  { wallet }: Person,
  change: Partial<Attestation> = {},
) =>
  stateAttestation({
    requestId,
    outputHash,
    clinician: wallet.address,
    verdict: 'agreed',
    patientCheckedBy: ['name', 'birth-date'],
    ...change,
  })

/** A clinician attests on chain. Gives what to hand in. */
export async function attestAs(landed: Landed, person: Person, change: Partial<Attestation> = {}) {
  const statement = attestationOf(landed, person, change)
  await attestReport(person.contracts, landed.request, statement.commitment)
  return statement
}
