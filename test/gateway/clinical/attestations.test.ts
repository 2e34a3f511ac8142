import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { createOwnKeys } from '../../../gateway/records/ownKeys.ts'
import { openSqliteStore } from '../../../gateway/store/sqliteStore.ts'
import { utf8Text } from '../../../sdk/crypto/bytes.ts'
import { type GatewayClient, gatewayClient } from '../../../sdk/gateway/client.ts'
import { openAttestation } from '../../../sdk/inference/attestation.ts'
import { stateOutcome } from '../../../sdk/inference/outcome.ts'
import { recordOutcome } from '../../../sdk/inference/recordOutcome.ts'
import { expectError } from '../../helpers/expectError.ts'
import { loadHeartModel } from '../../helpers/heartModel.ts'
import {
  createWorld,
  enrolPatient,
  type Person,
  revokeFrom,
  type StartedGateway,
  startHospital,
  type World,
} from '../../helpers/world.ts'
import { attestAs, attestationOf, consentTo, type Landed, landReport, signedIn } from './support.ts'

/** Words that occur nowhere by chance. */
const NOTE = 'Zebulon walks ten miles a day'

describe('gateway/clinical, attestations', () => {
  let world: World
  let hospital: StartedGateway
  let version = ''
  let patient: Person
  let clinician: GatewayClient
  let other: GatewayClient
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    version = await world.approveModel(await loadHeartModel())
    patient = await enrolPatient(world, hospital.client)
    clinician = await signedIn(hospital, world.clinician.wallet)
    other = await signedIn(hospital, world.otherClinician.wallet)
    await consentTo(world, patient, world.clinician, world.otherClinician)
  })
  after(() => world.close())

  const land = (of = patient) => landReport(world, hospital, of, version)
  const outcomeOf = ({ requestId, outputHash }: Landed, outcome: 'confirmed' | 'refuted') =>
    stateOutcome({ requestId, outputHash, clinician: world.clinician.wallet.address, outcome, note: NOTE })

  it('keeps what a clinician attested to, for those who may read the report, who can hold it against the chain', async () => {
    const landed = await land()
    const { requestId, outputHash } = landed
    const address = world.clinician.wallet.address
    const statement = await attestAs(landed, world.clinician, {
      verdict: 'overridden',
      reasonCode: 'clinical-findings-contradict',
      note: NOTE,
    })
    const { commitment } = statement
    expect(await clinician.handInAttestation(requestId, statement)).to.deep.equal({ requestId, commitment })
    // The answer may have been lost: handing it in again changes nothing.
    await clinician.handInAttestation(requestId, statement)

    const asPatient = await signedIn(hospital, patient.wallet)
    for (const reader of [clinician, other, asPatient, hospital.staff]) {
      const [kept, ...more] = await reader.listAttestations(requestId)
      expect(more).to.deep.equal([])
      expect(kept?.clinician).to.equal(address)
      expect(kept?.outcome).to.equal(null)
      const stored = await world.clinician.contracts.inferenceOracle.attestationOf(requestId, address)
      expect(kept?.attestation.at).to.equal(Number(stored.attestedAt))
      const about = { requestId, outputHash, clinician: address, commitment: stored.commitment }
      expect(openAttestation(kept?.attestation ?? expect.fail(), about)).to.deep.equal(statement.content)
    }
    const readBy = (await hospital.staff.listNotices(patient.wallet.address)).filter(
      ({ kind }) => kind === 'attestations-read',
    )
    expect(readBy.map(({ account }) => account)).to.have.members([
      address,
      world.otherClinician.wallet.address,
    ])
  })

  it('takes no attestation of another clinician, about another report, or other words than were committed to', async () => {
    const [landed, elsewhere] = [await land(), await land()]
    const { requestId } = landed
    const mine = await attestAs(landed, world.clinician, { note: NOTE })
    await expectError(() => other.handInAttestation(requestId, mine), 'NOT_ACCREDITED', /no attestation of/)
    const theirs = await attestAs(landed, world.otherClinician)
    await expectError(() => other.handInAttestation(requestId, mine), 'COMMITMENT_MISMATCH', /not the one/)
    await expectError(
      () => clinician.handInAttestation(elsewhere.requestId, mine),
      'NOT_ACCREDITED',
      /no attestation of/,
    )
    const altered = [
      { ...mine, content: { ...mine.content, verdict: 'overridden', reasonCode: 'other' } },
      { ...mine, content: { ...mine.content, note: 'Something else' } },
      { ...mine, salt: theirs.salt },
    ]
    for (const statement of altered) {
      await expectError(
        () => clinician.handInAttestation(requestId, statement),
        'COMMITMENT_MISMATCH',
        /not the one/,
      )
    }
    const malformed = { ...mine, content: { ...mine.content, verdict: 'perhaps' } }
    await expectError(() => clinician.handInAttestation(requestId, malformed), 'MESSAGE_INVALID', /verdict/)
    // Committed to by this very clinician, and about another report.
    const strange = attestationOf(elsewhere, world.clinician)
    const third = await land()
    const { inferenceOracle } = world.clinician.contracts
    const { encodeInferenceRequest } = await import('../../../sdk/inference/inferenceRequest.ts')
    await (await inferenceOracle.attest(encodeInferenceRequest(third.request), strange.commitment)).wait()
    await expectError(
      () => clinician.handInAttestation(third.requestId, strange),
      'COMMITMENT_MISMATCH',
      /another requestId/,
    )
    for (const { requestId: id } of [elsewhere, third]) {
      expect(await hospital.staff.listAttestations(id)).to.deep.equal([])
    }
  })

  it('is for clinicians to write, whom the patient still lets read the report', async () => {
    const somebody = await enrolPatient(world, hospital.client)
    await consentTo(world, somebody, world.clinician)
    const landed = await land(somebody)
    const statement = await attestAs(landed, world.clinician)
    const { requestId } = landed
    const asPatient = await signedIn(hospital, somebody.wallet)
    for (const stranger of [asPatient, hospital.staff]) {
      await expectError(
        () => stranger.handInAttestation(requestId, statement),
        'NOT_ACCREDITED',
        /clinicians/,
      )
    }
    await expectError(
      () => hospital.client.handInAttestation(requestId, statement),
      'NOT_AUTHORISED',
      /Sign in/,
    )
    const readOnly = gatewayClient({ url: hospital.url })
    await readOnly.signIn(world.clinician.wallet, { scopes: ['user/*.rs'] })
    await expectError(() => readOnly.handInAttestation(requestId, statement), 'NOT_ACCREDITED', /clinicians/)
    await revokeFrom(world, somebody, world.clinician.wallet.address)
    await expectError(() => clinician.handInAttestation(requestId, statement), 'CONSENT_MISSING', /revoked/)
    await expectError(() => clinician.listAttestations(requestId), 'RECORD_NOT_FOUND', /No report/)
    expect(await asPatient.listAttestations(requestId)).to.deep.equal([])
  })

  it('shows a stranger as little as of a report that does not exist', async () => {
    const landed = await land()
    const statement = await attestAs(landed, world.clinician, { note: NOTE })
    await clinician.handInAttestation(landed.requestId, statement)
    const stranger = await signedIn(hospital, (await world.make()).wallet)
    const nowhere = `0x${'77'.repeat(32)}`
    for (const id of [landed.requestId, nowhere]) {
      await expectError(
        () => stranger.listAttestations(id),
        'RECORD_NOT_FOUND',
        new RegExp(`^No report of the request ${id} is kept here\\.$`),
      )
    }
    await expectError(() => hospital.client.listAttestations(landed.requestId), 'NOT_AUTHORISED', /Sign in/)
    await expectError(
      () => clinician.listAttestations(landed.requestId, 'HRESCH'),
      'RECORD_NOT_FOUND',
      /No report/,
    )
  })

  it('keeps the latest outcome of who attested, and no earlier one', async () => {
    const landed = await land()
    const { requestId } = landed
    const { contracts } = world.clinician
    const first = outcomeOf(landed, 'confirmed')
    await expectError(() => clinician.handInOutcome(requestId, first), 'NOT_ACCREDITED', /no outcome of/)
    await clinician.handInAttestation(requestId, await attestAs(landed, world.clinician))
    await recordOutcome(contracts, requestId, first.commitment)
    await clinician.handInOutcome(requestId, first)
    const second = outcomeOf(landed, 'refuted')
    await recordOutcome(contracts, requestId, second.commitment)
    // A replay of what was overtaken changes nothing.
    await expectError(() => clinician.handInOutcome(requestId, first), 'COMMITMENT_MISMATCH', /not the one/)
    await clinician.handInOutcome(requestId, second)
    const [kept] = await clinician.listAttestations(requestId)
    expect(kept?.outcome).to.deep.include({ content: second.content, commitment: second.commitment })
    await expectError(() => clinician.handInAttestation(requestId, second), 'MESSAGE_INVALID', /./)
  })

  it('keeps nothing in the clear, and nothing at all once the report is erased', async () => {
    const landed = await land()
    const { requestId, recordId } = landed
    const statement = await attestAs(landed, world.clinician, { note: NOTE })
    await clinician.handInAttestation(requestId, statement)
    const outcome = outcomeOf(landed, 'refuted')
    await recordOutcome(world.clinician.contracts, requestId, outcome.commitment)
    await clinician.handInOutcome(requestId, outcome)

    const store = openSqliteStore(join(hospital.dataFolder, 'gateway.sqlite'))
    const held = store.statementsOf(requestId)
    store.close()
    expect(held.map(({ kind }) => kind)).to.deep.equal(['attestation', 'outcome'])
    // The test can tell: with the custodian's key the words are there.
    const keys = await createOwnKeys(world.hospital.identity.privateKey)
    const opened = await Promise.all(held.map(({ sealed }) => keys.open(recordId, 0, sealed)))
    for (const text of opened) expect(utf8Text(text)).to.contain(NOTE)
    const sealed = held.map((kept) => kept.sealed)
    expect(await filesHold(NOTE, 'Zebulon', statement.salt, 'refuted', 'overridden')).to.equal(false)
    expect(await filesHold(...sealed)).to.equal(true)

    await hospital.staff.eraseRecord(recordId)
    expect(await filesHold(...sealed, statement.commitment, outcome.commitment)).to.equal(false)
    await expectError(() => clinician.listAttestations(requestId), 'RECORD_NOT_FOUND', /No report/)
    await expectError(
      () => clinician.handInAttestation(requestId, statement),
      'RECORD_NOT_FOUND',
      /No report/,
    )
  })

  async function filesHold(...texts: string[]): Promise<boolean> {
    const names = (await readdir(hospital.dataFolder)).filter((name) => name.startsWith('gateway.sqlite'))
    const files = await Promise.all(names.map((name) => readFile(join(hospital.dataFolder, name))))
    return texts.some((text) => files.some((file) => file.includes(text)))
  }
})
