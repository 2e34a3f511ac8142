import { expect } from 'chai'
import { decide } from '../../../sdk/consent/decide.ts'
import { listConsents } from '../../../sdk/consent/listConsents.ts'
import type { GatewayClient } from '../../../sdk/gateway/client.ts'
import {
  type ByGateway,
  enrolByGateway,
  grantByGateway,
  restrictByGateway,
} from '../../../sdk/gateway/signedActs.ts'
import { expectError } from '../../helpers/expectError.ts'
import {
  createWorld,
  HOSPITAL,
  type Person,
  type StartedGateway,
  startHospital,
  termsFor,
  type World,
} from '../../helpers/world.ts'

describe('sdk/gateway/signedActs', () => {
  let world: World
  let hospital: StartedGateway
  let grantee = ''
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    grantee = world.clinician.wallet.address
  })
  after(() => world.close())

  /** A gateway that sends nothing, and names what it sent for somebody else. */
  function liar(transactionHash: string): GatewayClient {
    const lie = async () => ({ transactionHash })
    return { ...hospital.client, relayEnrolment: lie, relayGrant: lie, relayRestriction: lie }
  }
  const by = ({ wallet, contracts }: Person, gateway: GatewayClient = hospital.client): ByGateway => ({
    contracts,
    signer: wallet,
    gateway,
  })
  const untrue = (act: () => Promise<unknown>) =>
    expectError(act, 'MESSAGE_INVALID', /the chain does not show it/)

  it('are done once the chain has them, by a patient without ether', async () => {
    const patient = await world.make(false)
    const own = patient.wallet.address
    let signed = 0
    const relaying = { ...by(patient), onSigned: () => signed++ }
    await enrolByGateway(relaying, { patient: own, custodianOrg: HOSPITAL })
    await grantByGateway(relaying, { patient: own, grantee, terms: await termsFor(patient) })
    const question = { patient: own, grantee, category: 'cardiology', purpose: 'TREAT' } as const
    expect(await decide(patient.contracts, question)).to.equal('permitted')
    await restrictByGateway(relaying, { restriction: 'revoke', patient: own, grantee })
    expect(await decide(patient.contracts, question)).to.equal('revoked')
    expect(signed).to.equal(3)
  })

  it('are not done by the word of a gateway, whichever transaction it names', async () => {
    const other = await world.make(false)
    const another = { patient: other.wallet.address, custodianOrg: HOSPITAL }
    const enrolled = await enrolByGateway(by(other), another)
    const granted = await grantByGateway(by(other), {
      patient: another.patient,
      grantee,
      terms: await termsFor(other),
    })

    const patient = await world.make(false)
    const own = patient.wallet.address
    await untrue(() => enrolByGateway(by(patient, liar(enrolled.hash)), { ...another, patient: own }))
    await enrolByGateway(by(patient), { ...another, patient: own })
    const grant = { patient: own, grantee, terms: await termsFor(patient) }
    await untrue(() => grantByGateway(by(patient, liar(granted.hash)), grant))
    await grantByGateway(by(patient), grant)
    for (const restriction of ['revoke', 'deny', 'revoke-all', 'opt-out'] as const) {
      await untrue(() =>
        restrictByGateway(by(patient, liar(granted.hash)), { restriction, patient: own, grantee }),
      )
    }
    expect((await listConsents(patient.contracts, own)).map(({ status }) => status)).to.deep.equal([
      'in force',
    ])
  })
})
