import { expect } from 'chai'
import type { ConsentQuestion } from '../../../../sdk/fhir/consent/evaluateConsent.ts'
import { evaluateConsent } from '../../../../sdk/fhir/consent/evaluateConsent.ts'
import { checkConsent } from '../../../../sdk/fhir/consent/parseConsent.ts'
import { expectError } from '../../../helpers/expectError.ts'
import {
  account,
  classes,
  consentJson,
  organisation,
  type ProvisionJson,
  purposes,
} from './consentResource.ts'

const address = (digit: string) => `0x${digit.repeat(40)}`
const [patient, nurse, doctor, hospital] = [address('1'), address('2'), address('3'), address('4')]
const at = Date.UTC(2026, 0, 15) / 1000
const clinician = { organisation: hospital, isClinician: true }

const ask = (provision: ProvisionJson | undefined, question: Partial<ConsentQuestion> = {}) =>
  evaluateConsent(checkConsent(consentJson(patient, provision)), {
    patient,
    grantee: doctor,
    accreditation: clinician,
    category: 'cardiology',
    purpose: 'TREAT',
    at,
    ...question,
  })

const permitDoctor: ProvisionJson = { type: 'permit', actor: [account(doctor)] }
const permitHospital: ProvisionJson = { type: 'permit', actor: [organisation(hospital)] }

describe('evaluateConsent', () => {
  it('denies everybody but the patient where there is no provision', () => {
    expect(ask(undefined)).to.equal('deny')
    expect(ask(undefined, { grantee: patient })).to.equal('permit')
  })

  it('takes a root rule without a type for the base policy', () => {
    expect(ask({ actor: [account(doctor)] })).to.equal('deny')
    expect(ask({ provision: [permitDoctor] })).to.equal('permit')
  })

  it('answers about no other patient', () => {
    expect(ask(permitDoctor, { patient: nurse })).to.equal('deny')
    expect(ask(permitDoctor, { patient: nurse, grantee: nurse })).to.equal('deny')
  })

  it('permits the controller, and the patient no longer once another account has taken over', () => {
    expect(ask(undefined, { grantee: nurse, controller: nurse })).to.equal('permit')
    expect(ask(undefined, { grantee: patient, controller: nurse })).to.equal('deny')
  })

  it('asks for an accreditation except for the own or the family request', () => {
    expect(ask(permitDoctor, { accreditation: undefined })).to.equal('deny')
    expect(ask(permitDoctor, { accreditation: undefined, purpose: 'PATRQT' })).to.equal('permit')
    expect(ask(permitDoctor, { accreditation: undefined, purpose: 'FAMRQT' })).to.equal('permit')
  })

  it("gives an organisation's permit to its clinicians, and its denial to everyone of it", () => {
    const clerk = { organisation: hospital, isClinician: false }
    expect(ask(permitHospital)).to.equal('permit')
    expect(ask(permitHospital, { accreditation: clerk })).to.equal('deny')
    expect(ask(permitHospital, { accreditation: { ...clinician, organisation: nurse } })).to.equal('deny')
    const denied: ProvisionJson = {
      provision: [permitDoctor, { type: 'deny', actor: [organisation(hospital)] }],
    }
    expect(ask(denied, { accreditation: clerk })).to.equal('deny')
    expect(ask(denied, { accreditation: { ...clerk, organisation: nurse } })).to.equal('permit')
  })

  it('meets one of several actors, categories and purposes', () => {
    const provision: ProvisionJson = {
      type: 'permit',
      actor: [account(nurse), account(doctor)],
      class: classes('laboratory', 'cardiology'),
      purpose: purposes('HPAYMT', 'TREAT'),
    }
    expect(ask(provision)).to.equal('permit')
    expect(ask(provision, { category: 'imaging' })).to.equal('deny')
    // ETREAT stands below TREAT in v3-ActReason: a code stands for itself only.
    expect(ask(provision, { purpose: 'ETREAT' })).to.equal('deny')
  })

  it('includes the end of a period, and its start', () => {
    const provision: ProvisionJson = {
      ...permitDoctor,
      period: { start: '2026-01-15T01:00:00+01:00', end: '2026-01-15T00:00:09Z' },
    }
    expect([-1, 0, 9, 10].map((seconds) => ask(provision, { at: at + seconds }))).to.deep.equal([
      'deny',
      'permit',
      'permit',
      'deny',
    ])
  })

  it('rounds parts of seconds so that the period holds no second that starts outside', () => {
    const provision: ProvisionJson = {
      ...permitDoctor,
      period: { start: '2026-01-15T00:00:00.001Z', end: '2026-01-15T00:00:02.999Z' },
    }
    expect([0, 1, 2, 3].map((seconds) => ask(provision, { at: at + seconds }))).to.deep.equal([
      'deny',
      'permit',
      'permit',
      'deny',
    ])
  })

  it('takes nested provisions for exceptions to their parent, within its conditions', () => {
    const provision: ProvisionJson = {
      ...permitHospital,
      class: classes('cardiology', 'laboratory'),
      provision: [
        {
          type: 'deny',
          actor: [account(doctor)],
          provision: [{ type: 'permit', class: classes('laboratory', 'imaging') }],
        },
      ],
    }
    expect(ask(provision, { grantee: nurse })).to.equal('permit')
    expect(ask(provision)).to.equal('deny')
    expect(ask(provision, { category: 'laboratory' })).to.equal('permit')
    expect(ask(provision, { category: 'imaging' })).to.equal('deny')
  })

  it('lets a deny win over a permit beside it, in either order', () => {
    const deny: ProvisionJson = { type: 'deny', class: classes('cardiology') }
    expect(ask({ provision: [permitDoctor, deny] })).to.equal('deny')
    expect(ask({ provision: [deny, permitDoctor] })).to.equal('deny')
    expect(ask({ provision: [deny, permitDoctor] }, { category: 'imaging' })).to.equal('permit')
  })

  it('does not let an address in lower case past a denial', () => {
    const mixed = '0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B'
    const provision: ProvisionJson = {
      provision: [permitHospital, { type: 'deny', actor: [account(mixed)] }],
    }
    expect(ask(provision, { grantee: mixed.toLowerCase() })).to.equal('deny')
    expect(ask(provision, { grantee: mixed })).to.equal('deny')
  })

  for (const change of [{ grantee: 'doctor' }, { accreditation: { ...clinician, organisation: '0x4' } }]) {
    it(`refuses a question with ${JSON.stringify(change)}, which is no address`, () =>
      expectError(() => ask(permitDoctor, change), 'CONSENT_TERMS_INVALID', /not an Ethereum address/))
  }
})
