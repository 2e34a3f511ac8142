import { expect } from 'chai'
import type { Wallet } from 'ethers'
import { findPatientIdentifiers, openBundle } from '../../../sdk/clinical/clinicalAccess.ts'
import { type CarePlan, composeCarePlan } from '../../../sdk/fhir/carePlan.ts'
import { type GatewayClient, gatewayClient } from '../../../sdk/gateway/client.ts'
import { recordOfBytes } from '../../../sdk/gateway/recordOfBytes.ts'
import { didOf } from '../../../sdk/identity/did.ts'
import { statusOf } from '../../../sdk/records/status.ts'
import { contentReader } from '../../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../../sdk/storage/httpBlockstore.ts'
import { expectError } from '../../helpers/expectError.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  grantTo,
  jsonBytes,
  type Person,
  revokeFrom,
  type StartedGateway,
  startHospital,
  termsFor,
  type World,
} from '../../helpers/world.ts'

describe('gateway/records, care plans of clinicians', () => {
  let world: World
  let hospital: StartedGateway
  let patient: Person
  let client: GatewayClient
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    patient = await enrolPatient(world, hospital.client)
    client = await signedIn(world.clinician.wallet)
    for (const { wallet } of [world.clinician, world.otherClinician]) {
      await grantTo(world, patient, wallet.address, await termsFor(patient, ['care-plans', 'cardiology']))
    }
  })
  after(() => world.close())

  async function signedIn(wallet: Wallet): Promise<GatewayClient> {
    const opened = gatewayClient({ url: hospital.url })
    await opened.signIn(wallet)
    return opened
  }
  const did = (person: Person) => didOf(person.contracts.chainId, person.wallet.address)
  const planOf = (change: Partial<CarePlan> = {}): CarePlan => ({
    planId: '3f2a7c58-0b1d-4e9a-8c7d-5a6b4c3d2e1f',
    version: 1,
    patient: { did: did(patient), name: 'Ada Lovelace', birthDate: '1815-12-10' },
    authorDid: did(world.clinician),
    created: '2026-11-22T09:00:00Z',
    status: 'active',
    title: 'Angina',
    description: 'Bring the blood pressure down.',
    activities: ['Amlodipine 5 mg once a day'],
    period: { start: '2026-11-22', end: null },
    reports: [],
    replaces: null,
    ...change,
  })
  const offer = async (
    plan: CarePlan,
    {
      as = client,
      predecessor = plan.replaces,
      category = 'care-plans',
      whose = patient,
    }: {
      as?: GatewayClient
      predecessor?: string | null
      category?: 'care-plans' | 'cardiology'
      whose?: Person
    } = {},
  ) =>
    as.addRecord(
      await recordOfBytes(
        { patient: whose.wallet.address, category, mediaType: 'application/fhir+json', predecessor },
        jsonBytes(composeCarePlan(plan)),
      ),
    )
  const access = () => ({
    contracts: world.clinician.contracts,
    signer: world.clinician.wallet,
    account: world.clinician.wallet.address,
    identity: world.clinician.identity,
    gateway: client,
    content: contentReader(httpBlockstore(hospital.url)),
    purpose: 'TREAT' as const,
  })

  it('takes in a plan from its author, and a new version in the place of the former', async () => {
    const first = await offer(planOf())
    const second = await offer(planOf({ version: 2, replaces: first.recordId, status: 'on-hold' }))
    const { recordRegistry } = world.clinician.contracts
    expect(statusOf((await recordRegistry.stateOf(first.recordId)).status)).to.equal('amended')
    expect(statusOf((await recordRegistry.stateOf(second.recordId)).status)).to.equal('active')
    const { bundle, ref } = await openBundle(access(), second.recordId)
    expect(ref.patient).to.equal(patient.wallet.address)
    expect(bundle).to.deep.equal(
      JSON.parse(
        JSON.stringify(composeCarePlan(planOf({ version: 2, replaces: first.recordId, status: 'on-hold' }))),
      ),
    )
    expect(await findPatientIdentifiers(access(), patient.wallet.address)).to.deep.equal({
      name: 'Ada Lovelace',
      birthDate: '1815-12-10',
    })
    await expectError(() => offer(planOf({ version: 2, replaces: first.recordId })), 'RECORD_NOT_ACTIVE', /./)
  })

  it('takes in nobody else’s plan, no other record, and nothing from strangers', async () => {
    await expectError(
      () => offer(planOf({ authorDid: did(world.otherClinician) })),
      'NOT_ACCREDITED',
      /of their own/,
    )
    await expectError(() => offer(planOf(), { category: 'cardiology' }), 'NOT_ACCREDITED', /staff/)
    const stranger = await signedIn(patient.wallet)
    await expectError(() => offer(planOf(), { as: stranger }), 'NOT_ACCREDITED', /clinicians/)
    const elsewhere = await signedIn(world.otherClinician.wallet)
    await expectError(
      () => offer(planOf({ authorDid: did(world.otherClinician) }), { as: elsewhere }),
      'NOT_ACCREDITED',
      /this organisation/,
    )
    const readOnly = gatewayClient({ url: hospital.url })
    await readOnly.signIn(world.clinician.wallet, { scopes: ['user/*.rs'] })
    await expectError(() => offer(planOf(), { as: readOnly }), 'NOT_ACCREDITED', /clinicians/)
  })

  it('amends by a plan no record of another kind, and none that the plan does not name', async () => {
    const { recordId } = await addBundle(hospital.staff, patient)
    await expectError(
      () => offer(planOf({ version: 2, replaces: recordId })),
      'RECORD_NOT_FOUND',
      /no care plan/,
    )
    const first = await offer(planOf())
    await expectError(
      () => offer(planOf(), { predecessor: first.recordId }),
      'MESSAGE_INVALID',
      /must replace/,
    )
    const other = await enrolPatient(world, hospital.client)
    await grantTo(world, other, world.clinician.wallet.address, await termsFor(other, ['care-plans']))
    const foreign = planOf({
      patient: { did: did(other), name: 'B', birthDate: '2000-01-01' },
      version: 2,
      replaces: first.recordId,
    })
    await expectError(() => offer(foreign, { whose: other }), 'RECORD_NOT_FOUND', /of this patient/)
    await expectError(() => offer(planOf(), { whose: other }), 'RECORD_MISMATCH', /does not name the patient/)
    const { status } = await world.clinician.contracts.recordRegistry.stateOf(recordId)
    expect(statusOf(status)).to.equal('active')
  })

  it('takes in nothing once the patient has ended the consent', async () => {
    await revokeFrom(world, patient, world.clinician.wallet.address)
    await expectError(() => offer(planOf()), 'CONSENT_MISSING', /revoked/)
  })
})
