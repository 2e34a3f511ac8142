import { expect } from 'chai'
import { receiptSigner } from '../../../sdk/disclosures/disclosure.ts'
import type { LoggedDisclosure } from '../../../sdk/gateway/protocol.ts'
import { openRecord } from '../../../sdk/records/openRecord.ts'
import { encodeRecordRef } from '../../../sdk/records/recordRef.ts'
import { verifyRecordRequest } from '../../../sdk/records/recordRequest.ts'
import { expectError } from '../../helpers/expectError.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  grantTo,
  type Person,
  readerOf,
  recordRequestOf,
  revokeFrom,
  type StartedGateway,
  startHospital,
  termsFor,
  type World,
} from '../../helpers/world.ts'

describe('gateway/records/release', () => {
  let world: World
  let hospital: StartedGateway
  let clinician: Person
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    clinician = world.clinician
  })
  after(() => world.close())

  const address = (person: Person) => person.wallet.address
  async function patientWithRecord() {
    const patient = await enrolPatient(world, hospital.client)
    const { recordId } = await addBundle(hospital.staff, patient)
    return { patient, recordId }
  }
  const ask = async (person: Person, recordId: string, change = {}) =>
    hospital.client.requestRecord(await recordRequestOf(person, recordId, change))
  const logged = async (recordId: string, kind: LoggedDisclosure['receipt']['disclosure']['kind']) =>
    (await hospital.staff.listDisclosures(recordId))
      .map(({ receipt }) => receipt)
      .filter(({ disclosure }) => disclosure.kind === kind)

  it('follows the contract: no consent, then consent, then revoked, each with its reason', async () => {
    const { patient, recordId } = await patientWithRecord()
    await expectError(() => ask(clinician, recordId), 'CONSENT_MISSING', /has no consent.*\(no-consent\)/)
    await grantTo(world, patient, address(clinician))
    const { record } = await ask(clinician, recordId)
    expect(await openRecord(readerOf(clinician, hospital.url), recordId, record)).to.have.length.greaterThan(
      1000,
    )
    await expectError(
      () => ask(clinician, recordId, { purpose: 'HRESCH' }),
      'CONSENT_MISSING',
      /purpose-not-covered/,
    )
    await revokeFrom(world, patient, address(clinician))
    await expectError(() => ask(clinician, recordId), 'CONSENT_MISSING', /\(revoked\)/)
  })

  it('does not let a consent for one category or one patient open another', async () => {
    const { patient, recordId } = await patientWithRecord()
    await grantTo(world, patient, address(clinician), await termsFor(patient, ['laboratory']))
    await expectError(() => ask(clinician, recordId), 'CONSENT_MISSING', /category-not-covered/)
    const other = await patientWithRecord()
    await grantTo(world, patient, address(clinician))
    await expectError(() => ask(clinician, other.recordId), 'CONSENT_MISSING', /no-consent/)
    await expectError(
      () => ask(patient, other.recordId, { purpose: 'PATRQT' }),
      'CONSENT_MISSING',
      /no-consent/,
    )
  })

  it('10: no key leaves without a signed receipt in the log, and every refusal by consent has one too', async () => {
    const { patient, recordId } = await patientWithRecord()
    await expectError(() => ask(clinician, recordId), 'CONSENT_MISSING', /./)
    await grantTo(world, patient, address(clinician))
    const requests = [
      await recordRequestOf(clinician, recordId),
      await recordRequestOf(patient, recordId, { purpose: 'PATRQT' }),
    ]
    const answers = await Promise.all(requests.map((request) => hospital.client.requestRecord(request)))

    const releases = await logged(recordId, 'release')
    expect(releases).to.have.deep.members(answers.map(({ receipt }) => receipt))
    for (const [index, request] of requests.entries()) {
      const { receipt, record } = answers[index] ?? {}
      if (!receipt || !record) throw new Error('There is no answer.')
      expect(receiptSigner(clinician.contracts, receipt)).to.equal(address(world.hospital))
      expect(receipt.disclosure).to.include({
        recordId,
        grantee: request.grantee,
        purpose: request.purpose,
        keyEpoch: record.locator.keyEpoch,
        requestDigest: verifyRecordRequest(clinician.contracts, request),
        requestId: null,
      })
    }
    const [refusal, ...more] = await logged(recordId, 'refusal')
    expect(more).to.have.length(0)
    expect(refusal?.disclosure).to.include({ grantee: address(clinician), decision: 'no-consent' })
  })

  it('answers a signed request once, also when it comes twice at the same time or after a restart', async () => {
    const { patient, recordId } = await patientWithRecord()
    const request = await recordRequestOf(patient, recordId, { purpose: 'PATRQT' })
    const both = await Promise.allSettled([1, 2].map(() => hospital.client.requestRecord(request)))
    expect(both.map(({ status }) => status)).to.have.members(['fulfilled', 'rejected'])
    await expectError(() => hospital.client.requestRecord(request), 'REPLAYED', /used before/)
    const second = await startHospital(world, { dataFolder: hospital.dataFolder })
    await expectError(() => second.client.requestRecord(request), 'REPLAYED', /used before/)
    await second.close()
    expect(await logged(recordId, 'release')).to.have.length(1)
  })

  it('refuses when the consent is revoked between the check and the release, by any other act as well', async () => {
    // Of its own: nobody else asks this chain for its latest block.
    const quiet = await createWorld()
    quiet.line.hidesBlocks = true
    const sleeping = await startHospital(quiet)
    const grantee = address(quiet.clinician)
    const acts: [RegExp, (patient: Person) => Promise<unknown>][] = [
      [/\(revoked\)/, (patient) => revokeFrom(quiet, patient, grantee)],
      [
        /\(opted-out\)/,
        async ({ wallet: { address: of } }) => {
          const patient = await quiet.chain.ethers.getImpersonatedSigner(of)
          await quiet.chain.networkHelpers.setBalance(of, 10n ** 18n)
          await quiet.chain.contracts.consentRegistry.connect(patient).optOut(of)
        },
      ],
    ]
    for (const [reason, act] of acts) {
      const patient = await enrolPatient(quiet, sleeping.client)
      const { recordId } = await addBundle(sleeping.staff, patient)
      await grantTo(quiet, patient, grantee)
      const request = await recordRequestOf(quiet.clinician, recordId)
      let looks = 0
      quiet.line.before = async (method) => {
        // The second look at the latest block is the last thing that is asked before the key leaves.
        if (method !== 'eth_getBlockByNumber' || ++looks !== 2) return
        quiet.line.before = undefined
        await act(patient)
      }
      await expectError(() => sleeping.client.requestRecord(request), 'CONSENT_MISSING', reason)
      const kinds = (await sleeping.staff.listDisclosures(recordId)).map(
        ({ receipt }) => receipt.disclosure.kind,
      )
      expect(kinds).to.deep.equal(['locator', 'refusal'])
    }
    await quiet.close()
  })

  it('5: refuses a request that someone else signed, or that was altered or made for another chain', async () => {
    const { patient, recordId } = await patientWithRecord()
    const request = await recordRequestOf(patient, recordId, { purpose: 'PATRQT' })
    const other = await patientWithRecord()
    const altered = [
      { ...request, grantee: address(clinician) },
      { ...request, recordId: other.recordId },
      { ...request, nonce: String(BigInt(request.nonce) + 1n) },
      { ...request, deadline: request.deadline + 1 },
      { ...request, purpose: 'TREAT' as const },
      await recordRequestOf(clinician, recordId, { grantee: address(patient) }),
      await recordRequestOf({ ...patient, contracts: { ...patient.contracts, chainId: 1n } }, recordId),
      { ...request, nonce: '9'.repeat(78) },
      { ...request, deadline: 2 ** 45 },
    ]
    for (const wrong of altered) {
      await expectError(() => hospital.client.requestRecord(wrong), 'SIGNATURE_INVALID', /not signed by/)
    }
    expect((await hospital.client.requestRecord(request)).record.locator.recordId).to.equal(recordId)
  })

  it('refuses a deadline that has passed or lies too far ahead', async () => {
    const { patient, recordId } = await patientWithRecord()
    const now = await world.chain.networkHelpers.time.latest()
    await expectError(() => ask(patient, recordId, { deadline: now - 1 }), 'SIGNATURE_EXPIRED', /has passed/)
    await expectError(
      () => ask(patient, recordId, { deadline: now + 700 }),
      'SIGNATURE_EXPIRED',
      /600 seconds ahead/,
    )
  })

  it('does not release a record that its custodian retired, or that it does not hold', async () => {
    const { patient, recordId } = await patientWithRecord()
    const { record } = await ask(patient, recordId, { purpose: 'PATRQT' })
    const enteredInError = 3
    const { recordRegistry } = world.hospital.contracts
    await (await recordRegistry.retire(encodeRecordRef(record.ref), enteredInError)).wait()
    await expectError(() => ask(patient, recordId), 'RECORD_NOT_ACTIVE', /retired/)
    await expectError(() => ask(patient, `0x${'22'.repeat(32)}`), 'RECORD_NOT_FOUND', /holds no record/)
    expect(await logged(recordId, 'release')).to.have.length(1)
  })

  it('waits until a consent is k blocks old, refuses a revoked one at once, and logs both', async () => {
    const careful = await startHospital(world, { confirmations: 5, dataFolder: hospital.dataFolder })
    const { patient, recordId } = await patientWithRecord()
    await grantTo(world, patient, address(clinician))
    const request = async () => careful.client.requestRecord(await recordRequestOf(clinician, recordId))
    await expectError(request, 'CONSENT_UNCONFIRMED', /not 5 blocks old/)
    await world.chain.networkHelpers.mine(5)
    expect((await request()).record.locator.recordId).to.equal(recordId)
    await revokeFrom(world, patient, address(clinician))
    await expectError(request, 'CONSENT_MISSING', /revoked/)
    const decisions = (await logged(recordId, 'refusal')).map(
      ({ disclosure }) => (disclosure as { decision: string }).decision,
    )
    expect(decisions).to.deep.equal(['no-consent', 'revoked'])
    await careful.close()
  })
})
