import { expect } from 'chai'
import { requireRelayed } from '../../../sdk/chain/requireRelayed.ts'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import { relayGrant } from '../../../sdk/consent/relayGrant.ts'
import { isGranted, signGrant } from '../../../sdk/consent/signedGrant.ts'
import { isRestricted, relayRestriction, signRestriction } from '../../../sdk/consent/signedRestriction.ts'
import { expectError } from '../../helpers/expectError.ts'
import { createWorld, type Person, termsFor, type World } from '../../helpers/world.ts'

describe('sdk/chain/requireRelayed', () => {
  let world: World
  let patient: Person
  before(async () => {
    world = await createWorld()
    patient = await world.make(false)
  })
  after(() => world.close())

  const grantee = () => world.clinician.wallet.address
  const consents = () => world.deployment.contracts.consentRegistry
  const grant = async () =>
    signGrant(patient.contracts, patient.wallet, {
      patient: patient.wallet.address,
      grantee: grantee(),
      terms: await termsFor(patient),
      deadline: await deadlineIn(patient.contracts, 600),
    })
  const revocation = async () =>
    signRestriction(patient.contracts, patient.wallet, {
      restriction: 'revoke',
      patient: patient.wallet.address,
      grantee: grantee(),
      deadline: await deadlineIn(patient.contracts, 600),
    })

  it('takes no earlier act of the same patient for the one that was signed now', async () => {
    const { contracts } = world.relayer
    const granted = await grant()
    const first = await relayGrant(contracts, granted)
    const revoked = await revocation()
    const second = await relayRestriction(contracts, revoked)
    // A gateway that keeps back what was signed, and names what it sent the time before.
    const again = await grant()
    await expectError(
      () =>
        requireRelayed(
          patient.contracts,
          { contract: consents(), isDone: () => isGranted(patient.contracts, again) },
          { transactionHash: first.hash },
        ),
      'MESSAGE_INVALID',
      /the chain does not show it/,
    )
    await relayGrant(contracts, again)
    const revokedAgain = await revocation()
    const sent = { transactionHash: second.hash }
    const act = { contract: consents(), isDone: () => isRestricted(patient.contracts, revokedAgain) }
    await expectError(
      () => requireRelayed(patient.contracts, act, sent),
      'MESSAGE_INVALID',
      /the chain does not show it/,
    )
    const { hash } = await relayRestriction(contracts, revokedAgain)
    const receipt = await requireRelayed(patient.contracts, act, { transactionHash: hash })
    expect(receipt.hash).to.equal(hash)
  })
})
