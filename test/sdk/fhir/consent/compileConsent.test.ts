import { expect } from 'chai'
import { categoriesIn, purposesIn } from '../../../../sdk/consent/vocabulary.ts'
import { compileConsent } from '../../../../sdk/fhir/consent/compileConsent.ts'
import { consentActs } from '../../../../sdk/fhir/consent/consentActs.ts'
import { LAST_SECOND } from '../../../../sdk/fhir/consent/consentPlan.ts'
import type { ConsentState } from '../../../../sdk/fhir/consent/consentState.ts'
import { exportConsent } from '../../../../sdk/fhir/consent/exportConsent.ts'
import { checkConsent } from '../../../../sdk/fhir/consent/parseConsent.ts'
import { ALL_CATEGORIES, ALL_PURPOSES } from '../../../../sdk/fhir/consent/patientConsent.ts'
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
const from = Date.UTC(2026, 0, 15) / 1000

const compile = (provision?: ProvisionJson) =>
  compileConsent(checkConsent(consentJson(patient, provision)), from).acts

const refuse = (provision: ProvisionJson, words: RegExp) =>
  expectError(() => compile(provision), 'CONSENT_RESOURCE_INVALID', words)

const everything = {
  categories: categoriesIn(ALL_CATEGORIES),
  purposes: purposesIn(ALL_PURPOSES),
  start: 0,
  end: LAST_SECOND,
}
const permitDoctor: ProvisionJson = { type: 'permit', actor: [account(doctor)] }
const permitHospital: ProvisionJson = {
  type: 'permit',
  actor: [organisation(hospital)],
  purpose: purposes('TREAT'),
}

describe('compileConsent', () => {
  it('has nothing to do for the base policy alone', () => {
    expect(compile()).to.deep.equal([])
    expect(compile({ actor: [account(doctor)] })).to.deep.equal([])
  })

  it('grants a permit without conditions without limits', () => {
    expect(compile(permitDoctor)).to.deep.equal([
      { act: 'grant', grantee: doctor, terms: { isOrganisation: false, ...everything } },
    ])
  })

  it('folds what stands around and in a permit into its terms', () => {
    const acts = compile({
      period: { start: '2026-01-01T00:00:00Z', end: '2026-12-31T23:59:59Z' },
      provision: [
        {
          ...permitHospital,
          period: { end: '2026-06-30T23:59:59Z' },
          class: classes('cardiology', 'laboratory', 'psychotherapy'),
          provision: [{ type: 'deny', class: classes('psychotherapy') }],
        },
        { type: 'deny', class: classes('laboratory') },
      ],
    })
    expect(acts).to.deep.equal([
      {
        act: 'grant',
        grantee: hospital,
        terms: {
          isOrganisation: true,
          categories: ['cardiology'],
          purposes: ['TREAT'],
          start: Date.UTC(2026, 0, 1) / 1000,
          end: Date.UTC(2026, 6, 1) / 1000,
        },
      },
    ])
  })

  it('joins permits that together make one', () => {
    const part = (code: 'TREAT' | 'HPAYMT'): ProvisionJson => ({ ...permitDoctor, purpose: purposes(code) })
    const [act] = compile({ provision: [part('TREAT'), part('HPAYMT')] })
    expect(act).to.have.nested.property('terms.purposes').that.deep.equals(['TREAT', 'HPAYMT'])
  })

  it('denies a grantee, of a permit too', () => {
    const deny: ProvisionJson = { type: 'deny', actor: [account(doctor)] }
    expect(compile({ provision: [deny] })).to.deep.equal([{ act: 'deny', grantee: doctor }])
    const acts = compile({ ...permitHospital, provision: [deny] })
    expect(acts.map(({ act }) => act)).to.deep.equal(['grant', 'deny'])
  })

  it('opts out by a deny of everyone', () => {
    expect(compile({ type: 'deny' })).to.deep.equal([{ act: 'opt-out' }])
    expect(compile({ provision: [{ type: 'deny' }] })).to.deep.equal([{ act: 'opt-out' }])
  })

  it('leaves out what is over', () => {
    expect(compile({ ...permitDoctor, period: { end: '2026-01-14T23:59:59Z' } })).to.deep.equal([])
    const [act] = compile({ ...permitDoctor, period: { end: '2026-01-15T00:00:00Z' } })
    expect(act).to.have.nested.property('terms.end', from + 1)
  })

  const at = 'Consent\\.provision'
  const refusals: [string, ProvisionJson, RegExp][] = [
    [
      'a permit of everyone',
      { provision: [{ type: 'permit', class: classes('allergies') }] },
      new RegExp(`^${at}\\.provision\\[0\\]: permits everyone`),
    ],
    [
      "an organisation's personal purposes",
      { ...permitHospital, purpose: purposes('TREAT', 'PATRQT') },
      new RegExp(`^${at}\\.purpose: an organisation`),
    ],
    [
      'an organisation without purposes, which would have the personal ones',
      { type: 'permit', actor: [organisation(hospital)] },
      new RegExp(`^${at}\\.purpose: an organisation`),
    ],
    [
      'other categories for each purpose',
      {
        provision: [
          { ...permitDoctor, purpose: purposes('TREAT'), class: classes('cardiology') },
          { ...permitDoctor, purpose: purposes('HRESCH'), class: classes('laboratory') },
        ],
      },
      new RegExp(`^${at}\\.provision\\[1\\]: .* other categories for (TREAT|HRESCH)`),
    ],
    [
      'two periods with a gap',
      {
        provision: [
          { ...permitDoctor, period: { end: '2026-02-01T00:00:00Z' } },
          { ...permitDoctor, period: { start: '2026-03-01T00:00:00Z' } },
        ],
      },
      new RegExp(`^${at}\\.provision\\[1\\]: .* different times`),
    ],
    [
      'a permit suspended for some time',
      {
        ...permitDoctor,
        provision: [{ type: 'deny', period: { start: '2026-02-01T00:00:00Z', end: '2026-03-01T00:00:00Z' } }],
      },
      new RegExp(`^${at}: .* different times`),
    ],
    [
      'a part denied to one member',
      {
        ...permitHospital,
        provision: [{ type: 'deny', actor: [account(doctor)], class: classes('genetics') }],
      },
      new RegExp(`^${at}\\.provision\\[0\\]: .* as a member of`),
    ],
    [
      'a member permitted where the organisation is denied',
      { provision: [{ type: 'deny', actor: [organisation(hospital)], provision: [permitDoctor] }] },
      /as a member of/,
    ],
    [
      'an address named in two kinds',
      { provision: [permitDoctor, { type: 'deny', actor: [organisation(doctor)] }] },
      new RegExp(`^${at}\\.provision\\[1\\]\\.actor: .* as an account and as an organisation`),
    ],
  ]
  for (const [what, provision, words] of refusals) it(`refuses ${what}`, () => refuse(provision, words))

  it('refuses more actors than the limit', () => {
    const actor = Array.from({ length: 33 }, (_, index) => account(`0x${String(index + 12).repeat(20)}`))
    return refuse({ type: 'permit', actor }, /33 actors are named; at most 32/)
  })
})

const state: ConsentState = {
  chainId: 31337n,
  patient,
  controller: patient,
  isOptedOut: false,
  permits: [{ grantee: doctor, terms: { isOrganisation: false, ...everything } }],
  denials: [{ kind: 'account', address: nurse }],
  readAt: from,
}
const plan = (provision?: ProvisionJson) =>
  compileConsent(checkConsent(consentJson(patient, provision)), from)

describe('consentActs', () => {
  const denyNurse: ProvisionJson = { type: 'deny', actor: [account(nurse)] }

  it('does nothing that is so already', () => {
    expect(consentActs(plan({ provision: [permitDoctor, denyNurse] }), state)).to.deep.equal([])
    expect(
      consentActs(plan({ type: 'deny' }), { ...state, isOptedOut: true, permits: [], denials: [] }),
    ).to.deep.equal([])
  })

  it('ends what is not in the plan, restrictions first', () => {
    const acts = consentActs(plan({ provision: [permitHospital] }), state)
    expect(acts.map(({ act }) => act)).to.deep.equal(['revoke', 'lift-denial', 'grant'])
  })

  it('grants again what an opt-in ends', () => {
    const acts = consentActs(plan({ provision: [permitDoctor, denyNurse] }), { ...state, isOptedOut: true })
    expect(acts.map(({ act }) => act)).to.deep.equal(['opt-in', 'grant'])
  })

  it('does not grant what is over by the time of the state, and ends what is held instead', () => {
    const brief = plan({
      provision: [{ ...permitDoctor, period: { end: '2026-01-20T00:00:00Z' } }, denyNurse],
    })
    expect(consentActs(brief, { ...state, readAt: from + 864_000 })).to.deep.equal([
      { act: 'revoke', grantee: doctor },
    ])
  })
})

describe('exportConsent', () => {
  it('writes permits and denials that compile to what is held', () => {
    const exported = exportConsent(state)
    expect(exported.dateTime).to.equal('2026-01-15T00:00:00Z')
    expect(consentActs(compileConsent(checkConsent(exported), from), state)).to.deep.equal([])
  })

  it('writes ends as FHIR includes them, and neither a start at once nor an end past the year 9999', () => {
    const terms = { ...everything, start: from, end: from + 60 }
    const text = JSON.stringify(exportConsent({ ...state, permits: [{ grantee: doctor, terms }] }))
    expect(text).to.contain('{"start":"2026-01-15T00:00:00Z","end":"2026-01-15T00:00:59Z"}')
    expect(JSON.stringify(exportConsent(state))).not.to.contain('period')
  })

  it("leaves out an organisation's personal purposes, and a permit of nothing else", () => {
    const terms = { ...everything, isOrganisation: true }
    const all = exportConsent({ ...state, denials: [], permits: [{ grantee: hospital, terms }] })
    expect(JSON.stringify(all)).to.contain('HRESCH').and.not.to.contain('PATRQT')
    const personal = { ...terms, purposes: purposesIn(1 << 7) }
    const none = exportConsent({ ...state, denials: [], permits: [{ grantee: hospital, terms: personal }] })
    expect(none).not.to.have.property('provision')
  })
})
