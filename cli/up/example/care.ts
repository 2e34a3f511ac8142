import type { Provider } from 'ethers'
import { answerableBundle } from '../../../oracle/models/risk/answerableBundle.ts'
import type { RiskModel } from '../../../oracle/models/risk/riskModel.ts'
import { chainTime, deadlineIn } from '../../../sdk/chain/time.ts'
import { handInCarePlan, nextVersion } from '../../../sdk/clinical/carePlans.ts'
import { type ClinicalAccess, findPatientIdentifiers } from '../../../sdk/clinical/clinicalAccess.ts'
import { signGrant } from '../../../sdk/consent/signedGrant.ts'
import type { Category } from '../../../sdk/consent/vocabulary.ts'
import { breakGlass, closeEpisode, listOwnEpisodes, stateReason } from '../../../sdk/emergency/breakGlass.ts'
import { SalusError } from '../../../sdk/errors/index.ts'
import { gatewayClient } from '../../../sdk/gateway/client.ts'
import type { StoredRecord } from '../../../sdk/gateway/protocol.ts'
import { recordOfBytes } from '../../../sdk/gateway/recordOfBytes.ts'
import { appointGuardian } from '../../../sdk/guardianship/actAsPatient.ts'
import { didOf } from '../../../sdk/identity/did.ts'
import { createRequestSecret, requestSecretHash } from '../../../sdk/inference/requestSecret.ts'
import { approveMonitoring } from '../../../sdk/monitoring/approveMonitoring.ts'
import type { StandingRequest } from '../../../sdk/monitoring/standingRequest.ts'
import { signEnrolment } from '../../../sdk/records/enrol.ts'
import { requestRecord } from '../../../sdk/records/requestRecord.ts'
import { contentReader } from '../../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../../sdk/storage/httpBlockstore.ts'
import { namedPatient } from '../../demo/namedPatient.ts'
import type { LocalNetwork } from '../startLocalNetwork.ts'
import { equip, type Person } from './person.ts'
import { ecgRecord, worseningVitals } from './records.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/** Versions of the models that the example asks for. */
export interface ExampleModels {
  readonly heart: RiskModel
  readonly vitalSigns: string
}

/** A patient, with records and with people who may see some of them. */
export interface Care {
  readonly patient: Person
  readonly clinician: Person
  readonly responder: Person
  readonly access: ClinicalAccess
  /** The record that the heart model can answer about. */
  readonly heart: StoredRecord
}

/** Takes in a patient at the hospital, and does what happens there in a few weeks. */
export async function prepareCare(
  network: LocalNetwork,
  provider: Provider,
  models: ExampleModels,
): Promise<Care> {
  const { deployment, actors, gateway } = network
  const patient = await equip(deployment, provider, actors.patient)
  const clinician = await equip(deployment, provider, actors.clinician)
  const responder = await equip(deployment, provider, actors.responder)
  await enrol(network, patient)
  const heart = await addRecords(network, patient, models.heart)
  await beRefused(network, clinician, heart)
  await consent(network, patient, deployment.contracts.oracleCommittee, ['cardiology', 'vital-signs'])
  const shared = ['cardiology', 'vital-signs', 'risk-reports', 'care-plans'] as const
  await consent(network, patient, clinician.wallet.address, shared)
  const client = gatewayClient({ url: gateway.url })
  await client.signIn(clinician.wallet)
  const access: ClinicalAccess = {
    contracts: clinician.contracts,
    signer: clinician.wallet,
    account: clinician.wallet.address,
    identity: clinician.identity,
    gateway: client,
    content: contentReader(httpBlockstore(gateway.url)),
    purpose: 'TREAT',
  }
  await plan(access, patient)
  await watch(network, { patient, clinician }, models.vitalSigns)
  await declareEmergency({ patient, responder })
  await appointGuardian(
    patient.contracts,
    patient.wallet.address,
    actors.guardian.address,
    (await chainTime(patient.contracts)) + 365 * DAY,
  )
  return { patient, clinician, responder, access, heart }
}

async function enrol({ gateway, actors }: LocalNetwork, { contracts, wallet }: Person): Promise<void> {
  const enrolment = await signEnrolment(contracts, wallet, {
    patient: wallet.address,
    custodianOrg: actors.hospital.organisation,
    deadline: await deadlineIn(contracts, HOUR),
  })
  await gatewayClient({ url: gateway.url }).relayEnrolment(enrolment)
}

/** As the hospital's staff. Gives the record that the heart model can answer about. */
async function addRecords(
  { gateway, actors }: LocalNetwork,
  { contracts, wallet }: Person,
  heart: RiskModel,
): Promise<StoredRecord> {
  const staff = gatewayClient({ url: gateway.url, staffToken: actors.hospital.seed })
  const now = new Date((await chainTime(contracts)) * 1000)
  const did = didOf(contracts.chainId, wallet.address)
  const add = async (category: Category, bytes: Uint8Array) => {
    const description = { patient: wallet.address, category, mediaType: 'application/fhir+json' } as const
    return staff.addRecord(await recordOfBytes(description, bytes))
  }
  const row = await answerableBundle(heart, did, now)
  const answerable = await add('cardiology', namedPatient(row, 'Maria Example (made up)', now))
  await add('cardiology', bytesOf(await ecgRecord(did, now)))
  return answerable
}

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

/** Asks for a key without consent: the patient sees the refusal too. */
async function beRefused(
  { gateway }: LocalNetwork,
  { contracts, wallet }: Person,
  { recordId }: StoredRecord,
): Promise<void> {
  const asked = requestRecord(contracts, wallet, gatewayClient({ url: gateway.url }), {
    recordId,
    purpose: 'TREAT',
  })
  await asked.catch((error: unknown) => {
    if (!(error instanceof SalusError) || error.code !== 'CONSENT_MISSING') throw error
  })
}

/** For three months, signed by the patient and sent by the hospital. */
async function consent(
  { gateway }: LocalNetwork,
  { contracts, wallet }: Person,
  grantee: string,
  categories: readonly Category[],
): Promise<void> {
  const end = await deadlineIn(contracts, 90 * DAY)
  const grant = await signGrant(contracts, wallet, {
    patient: wallet.address,
    grantee,
    terms: { categories, purposes: ['TREAT'], start: 0, end },
    deadline: await deadlineIn(contracts, HOUR),
  })
  await gatewayClient({ url: gateway.url }).relayGrant(grant)
}

async function plan(access: ClinicalAccess, { wallet: { address } }: Person): Promise<void> {
  const identifiers = await findPatientIdentifiers(access, address)
  const first = nextVersion(access, address, identifiers, null, {
    title: 'Stable angina',
    description: 'Beta blocker in a low dose. Come back at once if the pain is there at rest.',
    activities: ['Exercise test', 'Review in four weeks'],
  })
  await handInCarePlan(access, address, first)
}

/** The patient approves a monitoring; then vital signs come in that get worse. */
async function watch(
  { gateway, actors }: LocalNetwork,
  { patient, clinician }: Pick<Care, 'patient' | 'clinician'>,
  modelVersion: string,
): Promise<void> {
  const { contracts, wallet } = patient
  const secret = createRequestSecret()
  const standing: StandingRequest = {
    patient: wallet.address,
    requester: clinician.wallet.address,
    modelVersion,
    purpose: 'TREAT',
    category: 'vital-signs',
    secretHash: requestSecretHash(secret),
    start: 0,
    end: await deadlineIn(contracts, 30 * DAY),
    heartbeat: DAY,
    nonce: '1',
  }
  await approveMonitoring(contracts, standing)
  await gatewayClient({ url: gateway.url }).announceStanding(standing, secret)
  const now = new Date((await chainTime(contracts)) * 1000)
  const bundle = worseningVitals(didOf(contracts.chainId, wallet.address), now)
  const staff = gatewayClient({ url: gateway.url, staffToken: actors.hospital.seed })
  const description = {
    patient: wallet.address,
    category: 'vital-signs',
    mediaType: 'application/fhir+json',
  } as const
  await staff.addRecord(await recordOfBytes(description, bytesOf(bundle)))
}

/** A responder opens the records for an emergency, and closes them again. */
async function declareEmergency({ patient, responder }: Pick<Care, 'patient' | 'responder'>): Promise<void> {
  const { contracts, wallet } = responder
  const reason = stateReason({
    responder: wallet.address,
    patient: patient.wallet.address,
    reason: 'Found unconscious; allergies and medicines unknown.',
  })
  await breakGlass(contracts, reason)
  const [episode] = await listOwnEpisodes(contracts, wallet.address)
  if (episode) await closeEpisode(contracts, episode.episodeId)
}
