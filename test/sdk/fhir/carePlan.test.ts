import { expect } from 'chai'
import fc from 'fast-check'
import {
  type CarePlan,
  carePlanLimits,
  composeCarePlan,
  PLAN_STATUSES,
  readCarePlan,
} from '../../../sdk/fhir/carePlan.ts'
import { subjectOf } from '../../../sdk/fhir/subjectOf.ts'
import { validateBundle } from '../../../sdk/fhir/validateBundle.ts'
import { expectError } from '../../helpers/expectError.ts'

const did = (byte: string) => `did:ethr:0x7a69:0x${byte.repeat(20)}`
const record = (byte: string) => `0x${byte.repeat(32)}`

const plan: CarePlan = {
  planId: '3f2a7c58-0b1d-4e9a-8c7d-5a6b4c3d2e1f',
  version: 1,
  patient: { did: did('11'), name: 'Ada Lovelace', birthDate: '1815-12-10' },
  authorDid: did('22'),
  created: '2026-11-22T09:00:00Z',
  status: 'active',
  title: 'Angina',
  description: 'Bring the blood pressure down before the next visit.',
  activities: ['Amlodipine 5 mg once a day', 'Exercise test in four weeks'],
  period: { start: '2026-11-22', end: '2027-05-22' },
  reports: [record('aa')],
  replaces: null,
}

const jsonOf = (value: CarePlan) => new TextEncoder().encode(JSON.stringify(composeCarePlan(value)))

/** The Bundle of a plan as a test may change it. */
type Mutable = { entry: { resource: Record<string, unknown> }[] }
function altered(change: (patient: Record<string, unknown>, plan: Record<string, unknown>) => void) {
  const bundle = JSON.parse(JSON.stringify(composeCarePlan(plan))) as Mutable
  change(bundle.entry[0]?.resource ?? {}, bundle.entry[1]?.resource ?? {})
  return bundle as unknown as ReturnType<typeof composeCarePlan>
}

describe('sdk/fhir/carePlan', () => {
  it('writes a Bundle that FHIR R4 allows, about the patient', () => {
    const bundle = validateBundle(jsonOf(plan))
    expect(subjectOf(bundle).did).to.equal(plan.patient.did)
    expect(bundle.entry[1]?.resource).to.deep.include({ status: 'active', intent: 'plan', title: 'Angina' })
    expect(bundle.entry[1]?.resource?.meta).to.deep.equal({ versionId: '1' })
  })

  it('reads every plan as it was written', () => {
    const text = (maximum: number) =>
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(maximum, 60) }).filter(
        // What FHIR R4 allows in a string, without the space around it that is taken off.
        (value) => value.trim() === value && value !== '' && !/\p{Cc}/u.test(value),
      )
    const anyPlan = fc.record({
      planId: fc.uuid(),
      version: fc.integer({ min: 2, max: 999_999_999 }),
      patient: fc.record({
        did: fc.constant(did('ab')),
        name: text(200),
        birthDate: fc.constant('2001-02-28'),
      }),
      authorDid: fc.constant(did('cd')),
      created: fc.constant('2026-11-22T09:00:00Z'),
      status: fc.constantFrom(...PLAN_STATUSES),
      title: text(carePlanLimits.title),
      description: text(carePlanLimits.description),
      activities: fc.array(text(carePlanLimits.activity), { maxLength: 5 }),
      period: fc.constantFrom({ start: '2026-11-22', end: null }, { start: '2026-11-22', end: '2026-11-22' }),
      reports: fc.array(fc.constantFrom(record('aa'), record('bb')), { maxLength: 3 }),
      replaces: fc.constant(record('cc')),
    })
    fc.assert(
      fc.property(anyPlan, (value: CarePlan) => {
        expect(readCarePlan(validateBundle(jsonOf(value)))).to.deep.equal(value)
      }),
      { numRuns: 100 },
    )
  })

  it('writes nothing that it would not read', () => {
    const wrong: Partial<CarePlan>[] = [
      { title: ' ' },
      { description: '' },
      { description: 'x'.repeat(carePlanLimits.description + 1) },
      { activities: Array.from({ length: carePlanLimits.activities + 1 }, () => 'walk') },
      { version: 0 },
      { version: 2 },
      { replaces: record('cc') },
      { reports: ['report 7'] },
      { authorDid: 'Dr Smith' },
      { patient: { ...plan.patient, birthDate: '1815' } },
      { period: { start: '2026-11-22', end: '2026-11-21' } },
    ]
    for (const change of wrong) {
      expect(() => composeCarePlan({ ...plan, ...change }), JSON.stringify(change)).to.throw(
        /^The care plan /,
      )
    }
  })

  it('refuses a plan about another patient than its Bundle, another intent, and what is no plan', async () => {
    const cases = [
      altered((_patient, carePlan) => {
        carePlan.subject = {
          reference: 'Patient/other',
          identifier: { system: 'urn:ietf:rfc:3986', value: did('11') },
        }
      }),
      altered((patient) => {
        patient.identifier = [{ system: 'urn:ietf:rfc:3986', value: did('33') }]
      }),
      altered((_patient, carePlan) => {
        carePlan.intent = 'proposal'
      }),
      altered((_patient, carePlan) => {
        delete carePlan.author
      }),
      { resourceType: 'Bundle', type: 'collection', entry: [] } as const,
    ]
    for (const bundle of cases) {
      const error = await expectError(
        async () => readCarePlan(bundle),
        'CARE_PLAN_INVALID',
        /^The care plan /,
      )
      expect(String(error)).to.not.include('Lovelace')
    }
  })
})
