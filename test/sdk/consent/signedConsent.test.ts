import { expect } from 'chai'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import { decide } from '../../../sdk/consent/decide.ts'
import { grantConsent } from '../../../sdk/consent/grantConsent.ts'
import { listConsents } from '../../../sdk/consent/listConsents.ts'
import { relayGrant } from '../../../sdk/consent/relayGrant.ts'
import { revokeAllConsents, revokeConsent } from '../../../sdk/consent/restrictConsent.ts'
import { signGrant } from '../../../sdk/consent/signedGrant.ts'
import { relayRestriction, signRestriction } from '../../../sdk/consent/signedRestriction.ts'
import { expectError } from '../../helpers/expectError.ts'
import { createWorld, type Person, termsFor, type World } from '../../helpers/world.ts'

describe('sdk/consent, signed and by transaction', () => {
  let world: World
  let relayer: Person
  let clinician = ''
  before(async () => {
    world = await createWorld()
    relayer = world.relayer
    clinician = world.clinician.wallet.address
  })
  after(() => world.close())

  const sign = async (patient: Person, grantee = clinician, change: { deadline?: number } = {}) =>
    signGrant(patient.contracts, patient.wallet, {
      patient: patient.wallet.address,
      grantee,
      terms: await termsFor(patient),
      deadline: change.deadline ?? (await deadlineIn(patient.contracts, 600)),
    })
  const revocation = async (patient: Person, grantee = clinician) =>
    signRestriction(patient.contracts, patient.wallet, {
      restriction: 'revoke',
      patient: patient.wallet.address,
      grantee,
      deadline: await deadlineIn(patient.contracts, 600),
    })
  const decision = (patient: Person, grantee = clinician) =>
    decide(relayer.contracts, {
      patient: patient.wallet.address,
      grantee,
      category: 'cardiology',
      purpose: 'TREAT',
    })

  it('grants by a signature of a patient without funds; once more is no error and changes nothing', async () => {
    const patient = await world.make(false)
    const grant = await sign(patient)
    expect(await decision(patient)).to.equal('no-consent')
    await relayGrant(relayer.contracts, grant)
    expect(await decision(patient)).to.equal('permitted')
    const again = await relayGrant(relayer.contracts, grant)
    expect(again.logs).to.have.length(0)
  })

  it('3: a grant signed before a revocation, by whatever path, fails after it', async () => {
    const bySignature = await world.make(false)
    const first = await sign(bySignature)
    await relayGrant(relayer.contracts, first)
    await relayRestriction(relayer.contracts, await revocation(bySignature))
    await expectError(() => relayGrant(relayer.contracts, first), 'SIGNATURE_STALE', /overtaken/)
    expect(await decision(bySignature)).to.equal('revoked')

    const byTransaction = await world.make()
    const second = await sign(byTransaction)
    await revokeConsent(byTransaction.contracts, byTransaction.wallet.address, clinician)
    await expectError(() => relayGrant(relayer.contracts, second), 'SIGNATURE_STALE', /overtaken/)

    const everyone = await world.make()
    const third = await sign(everyone)
    await revokeAllConsents(everyone.contracts, everyone.wallet.address)
    await expectError(() => relayGrant(relayer.contracts, third), 'SIGNATURE_STALE', /overtaken/)
  })

  it('4: a later grant, or anyone else, does not spoil a revocation that the patient signed', async () => {
    const patient = await world.make()
    await grantConsent(patient.contracts, patient.wallet.address, clinician, await termsFor(patient))
    const signed = await revocation(patient)
    await grantConsent(patient.contracts, patient.wallet.address, clinician, await termsFor(patient))
    await expectError(
      () => revokeConsent(relayer.contracts, patient.wallet.address, clinician),
      'NOT_CONTROLLER',
      /does not act for/,
    )
    await relayRestriction(relayer.contracts, signed)
    expect(await decision(patient)).to.equal('revoked')

    // Used, it cannot take away a consent that is given later.
    await relayGrant(relayer.contracts, await sign(patient))
    await relayRestriction(relayer.contracts, signed)
    expect(await decision(patient)).to.equal('permitted')
  })

  it('5: a signature works for one account, action, grantee, chain and contract', async () => {
    const patient = await world.make(false)
    const other = await world.make(false)
    const grant = await sign(patient)
    const refused = (change: object, code: 'SIGNATURE_INVALID' | 'SIGNATURE_STALE' = 'SIGNATURE_INVALID') =>
      expectError(() => relayGrant(relayer.contracts, { ...grant, ...change }), code, /./)
    await refused({ patient: other.wallet.address })
    await refused({ grantee: world.otherClinician.wallet.address })
    await refused({ deadline: grant.deadline + 1 })
    await refused({ terms: { ...grant.terms, categories: ['cardiology', 'genetics'] } })
    await refused({ terms: { ...grant.terms, end: grant.terms.end + 1 } })
    await refused({ signature: (await sign(other)).signature })
    await refused({ signature: (await revocation(patient)).signature })
    await refused({ generation: 1 }, 'SIGNATURE_STALE')

    const elsewhere = { ...patient.contracts, chainId: 1n }
    const foreign = await signGrant(elsewhere, patient.wallet, grant)
    await refused({ signature: foreign.signature })
    const { deployment } = patient.contracts
    const contracts = { ...deployment.contracts, consentRegistry: deployment.contracts.recordRegistry }
    const forOther = await signGrant(
      { ...patient.contracts, deployment: { ...deployment, contracts } },
      patient.wallet,
      grant,
    )
    await refused({ signature: forOther.signature })
    expect(await decision(patient)).to.equal('no-consent')
  })

  it('refuses a signature whose deadline has passed', async () => {
    const patient = await world.make(false)
    const past = await sign(patient, clinician, { deadline: (await deadlineIn(patient.contracts, 0)) - 1 })
    await expectError(() => relayGrant(relayer.contracts, past), 'SIGNATURE_EXPIRED', /deadline/)
  })

  it('says what is wrong with terms', async () => {
    const { contracts, wallet } = await world.make()
    const terms = await termsFor({ contracts } as Person)
    const grant = (change: object, grantee = clinician) =>
      grantConsent(contracts, wallet.address, grantee, { ...terms, ...change })
    await expectError(() => grant({ categories: [] }), 'CONSENT_TERMS_INVALID', /category/)
    await expectError(() => grant({ purposes: [] }), 'CONSENT_TERMS_INVALID', /purpose/)
    await expectError(() => grant({ end: terms.start }), 'CONSENT_TERMS_INVALID', /period/)
    await expectError(() => grant({}, wallet.address), 'CONSENT_TERMS_INVALID', /cannot be given consent/)
  })

  it('lists every grantee ever named, with what holds now', async () => {
    const patient = await world.make()
    const { contracts, wallet } = patient
    const terms = await termsFor(patient)
    const { committee, otherClinician } = world
    await grantConsent(contracts, wallet.address, clinician, terms)
    await grantConsent(contracts, wallet.address, committee, { ...terms, start: terms.start + 10_000 })
    await grantConsent(contracts, wallet.address, otherClinician.wallet.address, terms)
    await grantConsent(contracts, wallet.address, clinician, terms)
    await revokeConsent(contracts, wallet.address, otherClinician.wallet.address)
    const statuses = async () =>
      (await listConsents(contracts, wallet.address)).map(({ grantee, status }) => [grantee, status])
    expect(await statuses()).to.deep.equal([
      [clinician, 'in force'],
      [committee, 'not started'],
      [otherClinician.wallet.address, 'revoked'],
    ])
    await revokeAllConsents(contracts, wallet.address)
    expect((await statuses()).map(([, status]) => status)).to.deep.equal(['revoked', 'revoked', 'revoked'])
    const stranger = await world.make(false)
    expect(await listConsents(contracts, stranger.wallet.address)).to.deep.equal([])
  })

  it('asks the chain as it was at a block', async () => {
    const patient = await world.make()
    const question = {
      patient: patient.wallet.address,
      grantee: clinician,
      category: 'cardiology',
      purpose: 'TREAT',
    } as const
    const receipt = await grantConsent(
      patient.contracts,
      patient.wallet.address,
      clinician,
      await termsFor(patient),
    )
    expect(await decide(relayer.contracts, question, receipt.blockNumber)).to.equal('permitted')
    expect(await decide(relayer.contracts, question, receipt.blockNumber - 1)).to.equal('no-consent')
    expect(await decide(relayer.contracts, { ...question, category: 'genetics' })).to.equal(
      'category-not-covered',
    )
    expect(await decide(relayer.contracts, { ...question, purpose: 'HRESCH' })).to.equal(
      'purpose-not-covered',
    )
    await expectError(
      () => decide(relayer.contracts, question, 0),
      'CHAIN_MISMATCH',
      /does not hold the contracts/,
    )
  })
})
