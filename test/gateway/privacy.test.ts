import { expect } from 'chai'
import { hexlify, toUtf8Bytes } from 'ethers'
import { modelAssessor } from '../../oracle/requests/assessRequest.ts'
import { SalusError } from '../../sdk/errors/index.ts'
import { manifestHash } from '../../sdk/records/manifest.ts'
import { everythingOnChain } from '../helpers/everythingOnChain.ts'
import { loadHeartModel, observationOf } from '../helpers/heartModel.ts'
import {
  addBundle,
  bundleOf,
  createWorld,
  enrolPatient,
  eventually,
  faultyAssessor,
  grantTo,
  recordRequestOf,
  revokeFrom,
  STAFF_TOKEN,
  sendRequest,
  startCommittee,
  startHospital,
  termsFor,
  type World,
} from '../helpers/world.ts'

/** A value and words that occur nowhere by chance. */
const CHOLESTEROL = 271.8281
const NOTE = 'Zebulon Quackenbush, angina at night'

describe('gateway and oracle, privacy', () => {
  let world: World
  before(async () => {
    world = await createWorld()
  })
  after(() => world.close())

  it('17: no calldata, event, receipt, log or error carries a health value; none on chain a CID or an unsalted hash', async () => {
    const hospital = await startHospital(world)
    const model = await loadHeartModel()
    const version = await world.approveModel(model)
    const patient = await enrolPatient(world, hospital.client)
    const bundle = await bundleOf(patient)
    const cholesterol = observationOf(bundle, 'chol')
    cholesterol.valueQuantity = { ...(cholesterol.valueQuantity as object), value: CHOLESTEROL }
    cholesterol.note = [{ text: NOTE }]
    const { recordId, cid } = await addBundle(hospital.staff, patient, { bundle })
    const committee = await startCommittee(world, hospital.url, version, (index) =>
      index === 0 ? faultyAssessor(model) : modelAssessor(model),
    )

    const said: unknown[] = [
      await hospital.client.requestRecord(await recordRequestOf(world.clinician, recordId)).catch(spoken),
    ]
    const clinician = world.clinician.wallet.address
    await grantTo(world, patient, clinician, await termsFor(patient, ['cardiology', 'risk-reports']))
    await grantTo(world, patient, world.committee)
    const { record } = await hospital.client.requestRecord(await recordRequestOf(world.clinician, recordId))
    const sent = await sendRequest(world.clinician, version, [record.ref])
    await hospital.client.announceRequest(sent.request, sent.secret)
    const report = await eventually(() => hospital.client.findReport(sent.requestId).catch(() => undefined))
    await revokeFrom(world, patient, clinician)
    await eventually(() => hospital.rekeyed.length > 0)
    await hospital.staff.anchorDisclosures()

    // What a bad message quotes, and what is refused, comes back without what was sent.
    for (const path of [
      `v1/patients/${patient.wallet.address}/records?category=cardiology`,
      'v1/record-requests',
      'v1/key-requests',
      'v1/consents',
      `v1/reports/${recordId}`,
    ]) {
      for (const body of [
        JSON.stringify({ ...bundle, content: NOTE }),
        `{"note": "${NOTE}", ${CHOLESTEROL}`,
      ]) {
        const response = await fetch(new URL(path, hospital.url), {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${STAFF_TOKEN}` },
          body,
        })
        expect(response.ok, path).to.equal(false)
        said.push(await response.text())
      }
    }
    const wrong = structuredClone(bundle)
    observationOf(wrong, 'trestbps').subject = { reference: `Patient/${NOTE}` }
    said.push(await addBundle(hospital.staff, patient, { bundle: wrong }).catch(spoken))
    said.push(
      await hospital.staff.listDisclosures(recordId),
      await hospital.staff.listDisclosures(report.recordId),
    )
    said.push(
      committee.map(({ events }) => events.map(spokenEvent)),
      hospital.errors.map(spoken),
      hospital.rekeyed,
    )
    expect(said.flat(2).length).to.be.greaterThan(20)

    const offChain = JSON.stringify(said, (_name, value) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    for (const value of [String(CHOLESTEROL), 'Zebulon', 'Quackenbush', 'angina']) {
      expect(offChain, value).to.not.contain(value)
    }

    const onChain = await everythingOnChain(world)
    expect(onChain).to.contain(recordId.slice(2))
    const secrets = [
      ...[NOTE, 'Zebulon', cid, cid.slice(8, 30), String(CHOLESTEROL), 'probability'].map((text) =>
        hexlify(toUtf8Bytes(text)).slice(2),
      ),
      record.manifest.sha256.slice(2),
      manifestHash(record.manifest).slice(2),
      record.salt.slice(2),
      hexlify(sent.secret).slice(2),
    ]
    for (const secret of secrets) expect(onChain, secret).to.not.contain(secret)
  })
})

/** What a service would log of an error: see runService. */
const spoken = (error: unknown) =>
  error instanceof SalusError ? { code: error.code, message: error.message } : { code: 'UNEXPECTED' }

const spokenEvent = (event: { readonly kind: string; readonly error?: unknown }) =>
  event.error === undefined ? event : { ...event, error: spoken(event.error) }
