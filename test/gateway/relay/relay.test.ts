import { expect } from 'chai'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import { decide } from '../../../sdk/consent/decide.ts'
import { relayGrant } from '../../../sdk/consent/relayGrant.ts'
import { signGrant } from '../../../sdk/consent/signedGrant.ts'
import { signRestriction } from '../../../sdk/consent/signedRestriction.ts'
import { expectError } from '../../helpers/expectError.ts'
import {
  addBundle,
  createWorld,
  enrolmentOf,
  enrolPatient,
  HOSPITAL,
  type Person,
  type StartedGateway,
  startHospital,
  termsFor,
  type World,
} from '../../helpers/world.ts'

describe('gateway/relay', () => {
  let world: World
  let hospital: StartedGateway
  let grantee = ''
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    grantee = world.clinician.wallet.address
  })
  after(() => world.close())

  const paidBy = () => world.provider.getTransactionCount(world.hospital.wallet.address)
  const grantOf = async ({ wallet, contracts }: Person) =>
    signGrant(contracts, wallet, {
      patient: wallet.address,
      grantee,
      terms: await termsFor({ contracts } as Person),
      deadline: await deadlineIn(contracts, 600),
    })
  const revocationOf = async ({ wallet, contracts }: Person) =>
    signRestriction(contracts, wallet, {
      restriction: 'revoke',
      patient: wallet.address,
      grantee,
      deadline: await deadlineIn(contracts, 600),
    })
  const decisionOn = ({ wallet, contracts }: Person) =>
    decide(contracts, { patient: wallet.address, grantee, category: 'cardiology', purpose: 'TREAT' })

  it('pays for the enrolment, the grant and the revocation of a patient without funds', async () => {
    const patient = await enrolPatient(world, hospital.client)
    await hospital.client.relayGrant(await grantOf(patient))
    expect(await decisionOn(patient)).to.equal('permitted')
    await hospital.client.relayRestriction(await revocationOf(patient))
    expect(await decisionOn(patient)).to.equal('revoked')
    expect(await world.provider.getBalance(patient.wallet.address)).to.equal(0n)
  })

  it('relays what comes in at the same time, each in its own transaction', async () => {
    const patients: Person[] = []
    for (let count = 0; count < 3; count++) patients.push(await enrolPatient(world, hospital.client))
    const grants = await Promise.all(patients.map(grantOf))
    const relayed = await Promise.all(grants.map((grant) => hospital.client.relayGrant(grant)))
    expect(new Set(relayed.map(({ transactionHash }) => transactionHash)).size).to.equal(3)
    for (const patient of patients) expect(await decisionOn(patient)).to.equal('permitted')
  })

  it('pays nothing for what was done already: it names the transaction that did it', async () => {
    const patient = await enrolPatient(world, hospital.client)
    const grant = await grantOf(patient)
    const first = await hospital.client.relayGrant(grant)
    const enrolment = await enrolmentOf(patient)
    const paid = await paidBy()
    expect(await hospital.client.relayGrant(grant)).to.deep.equal(first)
    await hospital.client.relayEnrolment(enrolment)
    // The contract looks at no signature of what is done already, so a stranger needs none.
    await hospital.client.relayEnrolment({ ...enrolment, signature: '0x00' })
    await hospital.client.relayGrant({ ...grant, signature: '0x00' })

    const revocation = await revocationOf(patient)
    const revoked = await hospital.client.relayRestriction(revocation)
    expect(await hospital.client.relayRestriction({ ...revocation, signature: '0x00' })).to.deep.equal(
      revoked,
    )
    expect(await paidBy()).to.equal(paid + 1)
  })

  it('names the transaction of a grant that someone else submitted', async () => {
    const patient = await enrolPatient(world, hospital.client)
    const grant = await grantOf(patient)
    const { hash } = await relayGrant(world.relayer.contracts, grant)
    expect((await hospital.client.relayGrant(grant)).transactionHash).to.equal(hash)
  })

  it('pays nothing for what the contract would refuse', async () => {
    const patient = await enrolPatient(world, hospital.client)
    const other = await enrolPatient(world, hospital.client)
    const grant = await grantOf(patient)
    const paid = await paidBy()
    const { relayGrant: relay, relayRestriction, relayEnrolment } = hospital.client
    await expectError(
      () => relay({ ...grant, patient: other.wallet.address }),
      'SIGNATURE_INVALID',
      /not a signature/,
    )
    await expectError(() => relay({ ...grant, revision: 3 }), 'SIGNATURE_STALE', /overtaken/)
    const revocation = await revocationOf(patient)
    await expectError(
      () => relayRestriction({ ...revocation, count: 4 }),
      'SIGNATURE_STALE',
      /not yet reached/,
    )
    const stranger = await world.make(false)
    const enrolment = await enrolmentOf(stranger)
    await expectError(() => relayEnrolment({ ...enrolment, deadline: 1 }), 'SIGNATURE_EXPIRED', /deadline/)
    expect(await paidBy()).to.equal(paid)
  })

  it('relays for its own patients and its own organisation only', async () => {
    const stranger = await world.make(false)
    const grant = await grantOf(stranger)
    await expectError(() => hospital.client.relayGrant(grant), 'NOT_ENROLLED', /not enrolled here/)
    const revocation = await revocationOf(stranger)
    await expectError(() => hospital.client.relayRestriction(revocation), 'NOT_ENROLLED', /not enrolled here/)
    const elsewhere = await enrolmentOf(stranger, world.relayer.wallet.address)
    await expectError(
      () => hospital.client.relayEnrolment(elsewhere),
      'NOT_ENROLLED',
      /its own organisation only/,
    )
  })

  it('anchors a record before the many acts that strangers hand in', async () => {
    const patient = await enrolPatient(world, hospital.client)
    const enrolment = await enrolmentOf(await world.make(false))
    let answered = 0
    const acts = Array.from({ length: 300 }, async (_, index) => {
      await hospital.client.relayEnrolment({ ...enrolment, deadline: 1 + index }).catch(() => undefined)
      answered += 1
    })
    await addBundle(hospital.staff, patient)
    expect(answered).to.be.lessThan(acts.length)
    await Promise.all(acts)
  })

  it('takes an organisation that was configured in lower case for the one it is', async () => {
    const lower = await startHospital(world, { custodianOrg: HOSPITAL.toLowerCase() })
    const patient = await enrolPatient(world, lower.client)
    expect(await hospital.client.relayGrant(await grantOf(patient))).to.have.property('transactionHash')
    await lower.close()
  })
})
