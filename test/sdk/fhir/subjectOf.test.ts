import { expect } from 'chai'
import { subjectOf } from '../../../sdk/fhir/subjectOf.ts'
import { expectError } from '../../helpers/expectError.ts'
import { heartBundle, observationOf } from '../../helpers/heartModel.ts'

describe('subjectOf', () => {
  it('finds the patient and the decentralised identifier', async () => {
    const subject = subjectOf(await heartBundle())
    expect(subject.reference).to.equal('Patient/statlog-held-out')
    expect(subject.did).to.equal('did:ethr:0x7a69:0x70997970c51812dc3a010c7d01b50e0d17dc79c8')
  })

  it('takes the full URL and a versioned reference for the same patient', async () => {
    const bundle = await heartBundle()
    const fullUrl = bundle.entry[0]?.fullUrl
    observationOf(bundle, 'age').subject = { reference: fullUrl }
    observationOf(bundle, 'chol').subject = { reference: `${fullUrl}/_history/3` }
    expect(subjectOf(bundle).did).to.match(/^did:ethr:/)
  })

  it('works without a Patient resource as long as the reference is one', async () => {
    const bundle = await heartBundle()
    bundle.entry.shift()
    expect(subjectOf(bundle)).to.deep.equal({
      reference: 'Patient/statlog-held-out',
      patient: null,
      did: null,
    })
  })

  it('refuses an Observation of another patient', async () => {
    const bundle = await heartBundle()
    observationOf(bundle, 'age').subject = { reference: 'Patient/another' }
    await expectError(() => subjectOf(bundle), 'SUBJECT_INVALID', /several patients/)
    bundle.entry.shift()
    await expectError(() => subjectOf(bundle), 'SUBJECT_INVALID', /several patients/)
  })

  it('refuses an Observation of another patient even when it is marked as entered in error', async () => {
    const bundle = await heartBundle()
    Object.assign(observationOf(bundle, 'age'), {
      status: 'entered-in-error',
      subject: { reference: 'Patient/another' },
    })
    await expectError(() => subjectOf(bundle), 'SUBJECT_INVALID', /several patients/)
  })

  it('refuses an Observation without a subject', async () => {
    const bundle = await heartBundle()
    delete observationOf(bundle, 'age').subject
    await expectError(() => subjectOf(bundle), 'SUBJECT_INVALID', /entry 1 names no patient/)
  })

  it('refuses two Patient resources', async () => {
    const bundle = await heartBundle()
    const [patient] = bundle.entry
    if (patient) bundle.entry.push(patient)
    await expectError(() => subjectOf(bundle), 'SUBJECT_INVALID', /2 Patient resources/)
  })

  it('refuses a Bundle about nobody', () =>
    expectError(
      () => subjectOf({ resourceType: 'Bundle', type: 'collection', entry: [] }),
      'SUBJECT_INVALID',
      /names no patient/,
    ))

  it('refuses two decentralised identifiers', async () => {
    const bundle = await heartBundle()
    const identifiers = bundle.entry[0]?.resource.identifier as unknown[]
    identifiers.push({ system: 'urn:ietf:rfc:3986', value: 'did:ethr:0x1:0x01' })
    await expectError(() => subjectOf(bundle), 'SUBJECT_INVALID', /several decentralised/)
  })
})
