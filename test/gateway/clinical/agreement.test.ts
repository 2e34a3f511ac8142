import { expect } from 'chai'
import { chainTime } from '../../../sdk/chain/time.ts'
import { type GatewayClient, gatewayClient } from '../../../sdk/gateway/client.ts'
import { MINIMUM_REVIEWED } from '../../../sdk/gateway/protocol.ts'
import { publishAgreement, readAgreement } from '../../../sdk/inference/modelAgreement.ts'
import { stateOutcome } from '../../../sdk/inference/outcome.ts'
import { recordOutcome } from '../../../sdk/inference/recordOutcome.ts'
import { expectError } from '../../helpers/expectError.ts'
import { loadHeartModel } from '../../helpers/heartModel.ts'
import {
  createWorld,
  enrolPatient,
  type Person,
  type StartedGateway,
  startHospital,
  type World,
} from '../../helpers/world.ts'
import { attestAs, consentTo, type Landed, landReport, signedIn } from './support.ts'

describe('gateway/clinical, agreement', () => {
  let world: World
  let hospital: StartedGateway
  let version = ''
  let patient: Person
  let clinician: GatewayClient
  let other: GatewayClient
  let start = 0
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    version = await world.approveModel(await loadHeartModel())
    patient = await enrolPatient(world, hospital.client)
    clinician = await signedIn(hospital, world.clinician.wallet)
    other = await signedIn(hospital, world.otherClinician.wallet)
    await consentTo(world, patient, world.clinician, world.otherClinician)
    start = await chainTime(world.relayer.contracts)
  })
  after(() => world.close())

  const review = async (overridden: boolean): Promise<Landed> => {
    const landed = await landReport(world, hospital, patient, version)
    const verdict = overridden ? ({ verdict: 'overridden', reasonCode: 'wrong-input' } as const) : {}
    await clinician.handInAttestation(landed.requestId, await attestAs(landed, world.clinician, verdict))
    return landed
  }
  const learn = async ({ requestId, outputHash }: Landed, outcome: 'confirmed' | 'refuted' | 'unknown') => {
    const { wallet, contracts } = world.clinician
    const statement = stateOutcome({ requestId, outputHash, clinician: wallet.address, outcome })
    await recordOutcome(contracts, requestId, statement.commitment)
    await clinician.handInOutcome(requestId, statement)
  }
  const agreement = async (from = start) => {
    await world.chain.networkHelpers.time.increase(1)
    return hospital.staff.modelAgreement(version, from, await chainTime(world.relayer.contracts))
  }

  it('says nothing of fewer than twenty reports, and counts each once from there on', async () => {
    const landed: Landed[] = []
    for (let number = 0; number < MINIMUM_REVIEWED - 1; number++) landed.push(await review(number % 4 === 0))
    const [first, second, third] = landed as [Landed, Landed, Landed]
    await learn(first, 'confirmed')
    await learn(first, 'refuted')
    await learn(second, 'confirmed')
    await learn(third, 'unknown')
    // Another clinician's attestation makes no other report: the later one counts.
    await other.handInAttestation(first.requestId, await attestAs(first, world.otherClinician))
    expect((await agreement()).counts).to.equal(null)
    landed.push(await review(true))
    // 0, 4, 8, 12, 16 and the last, without the first, with which the other clinician agreed.
    const counts = { reviewed: 20, overridden: 5, confirmed: 1, refuted: 1 }
    expect((await agreement()).counts).to.deep.equal(counts)
    expect((await agreement(await chainTime(world.relayer.contracts))).counts).to.equal(null)

    const { from, until } = await agreement()
    await publishAgreement(world.hospital.contracts, version, { from, until, ...counts })
    expect(await readAgreement(world.relayer.contracts, version)).to.deep.equal(counts)
  })

  it('is for the staff, over a period that is over', async () => {
    const now = await chainTime(world.relayer.contracts)
    const { modelAgreement } = hospital.staff
    await expectError(() => clinician.modelAgreement(version, 0, now), 'NOT_ACCREDITED', /staff/)
    await expectError(
      () => gatewayClient({ url: hospital.url }).modelAgreement(version, 0, now),
      'NOT_AUTHORISED',
      /Sign in/,
    )
    await expectError(() => modelAgreement(version, 0, now + 1000), 'MESSAGE_INVALID', /be over/)
    await expectError(() => modelAgreement(version, now, now), 'MESSAGE_INVALID', /period/)
  })
})
