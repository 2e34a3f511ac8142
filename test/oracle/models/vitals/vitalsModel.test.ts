import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { severityOfOutcome } from '../../../../oracle/alerts/severityOfOutcome.ts'
import { selfCheck } from '../../../../oracle/models/golden.ts'
import { modelFolder } from '../../../../oracle/models/modelFolder.ts'
import { news2Chart, type Vitals, vitalNames } from '../../../../oracle/models/vitals/chart.ts'
import { ageSpec, vitalSpecs } from '../../../../oracle/models/vitals/features.ts'
import { createVitalsMonitor } from '../../../../oracle/models/vitals/monitor.ts'
import { severityOf, trendAlarmFrom } from '../../../../oracle/models/vitals/severity.ts'
import { vitalsBundle } from '../../../../oracle/models/vitals/vitalsBundle.ts'
import { loadVitalsModel, type VitalsModel } from '../../../../oracle/models/vitals/vitalsModel.ts'
import { loadRuntime, type Runtime } from '../../../../oracle/runtime/tensorflow.ts'
import { canonicalJson } from '../../../../sdk/crypto/canonicalJson.ts'
import type { Bundle, Resource } from '../../../../sdk/fhir/bundle.ts'
import { codeSystems } from '../../../../sdk/fhir/featureSpec.ts'
import { expectError } from '../../../helpers/expectError.ts'
import { healthy, patientDid } from './people.ts'

const asOf = new Date('2026-01-15T14:00:00Z')
const hoursAgo = (hours: number) => new Date(asOf.getTime() - hours * 3_600_000).toISOString()

describe('the vital signs model', () => {
  let runtime: Runtime
  let model: VitalsModel

  before(async () => {
    runtime = await loadRuntime()
    model = await loadVitalsModel(await modelFolder('vital-signs'), runtime)
  })

  /** One round an hour, the last at the time of the assessment. */
  const rounds = (all: readonly Partial<Vitals>[], age: number | null = 67): Bundle =>
    vitalsBundle(
      all.map((vitals, index) => ({
        time: hoursAgo(all.length - 1 - index),
        vitals: { ...healthy, ...vitals },
      })),
      { patientDid, age },
    )
  const withResources = (bundle: Bundle, ...resources: Resource[]): Bundle => ({
    ...bundle,
    entry: [...bundle.entry, ...resources.map((resource) => ({ resource }))],
  })
  const withPatient = (bundle: Bundle, elements: Record<string, unknown>): Bundle => ({
    ...bundle,
    entry: bundle.entry.map(({ resource, ...rest }) => ({
      ...rest,
      ...(resource
        ? { resource: resource.resourceType === 'Patient' ? { ...resource, ...elements } : resource }
        : {}),
    })),
  })
  const observation = (elements: Record<string, unknown>): Resource => ({
    resourceType: 'Observation',
    status: 'final',
    subject: { reference: 'Patient/patient' },
    effectiveDateTime: hoursAgo(0),
    ...elements,
  })
  const coded = (system: string, code: string) => ({ coding: [{ system, code }] })

  function answer(bundle: Bundle, at: Date = asOf) {
    const { outcome, features } = model.assess(bundle, at)
    if (outcome.status !== 'answered') throw new Error(`Abstained: ${JSON.stringify(outcome.reasons)}`)
    return { outcome, features }
  }

  function reasonsOf(bundle: Bundle, at: Date = asOf) {
    const { outcome, features } = model.assess(bundle, at)
    if (outcome.status !== 'abstained') throw new Error('The model answered.')
    for (const feature of features) expect([feature.used, feature.contribution]).to.deep.equal([null, 0])
    return outcome.reasons.map(({ code, feature }) => [code, feature])
  }

  it('computes here as it did where it was trained', () => {
    expect(selfCheck(model)).to.deep.equal(model.golden.cases.map(({ name }) => name))
    const statuses = model.golden.cases.map(
      ({ bundle, asOf: at }) => model.assess(bundle, new Date(at)).outcome.status,
    )
    expect(statuses.slice(0, 4)).to.deep.equal(['answered', 'answered', 'answered', 'answered'])
    expect(statuses.slice(4)).to.deep.equal(Array.from({ length: 6 }, () => 'abstained'))
  })

  it('ships the published chart', () => {
    expect(model.rules.chart).to.deep.equal(news2Chart)
  })

  it('gives score, band, response, points per parameter and the course', () => {
    const { outcome, features } = answer(
      rounds([{}, { pulse: 95 }, { pulse: 112, 'respiratory-rate': 22, temperature: 38.4 }]),
    )
    expect(outcome).to.deep.include({ kind: 'score', score: 5, maximum: 20, band: 'medium' })
    expect(outcome.response).to.match(/urgent assessment/)
    expect(outcome.series).to.deep.equal([
      { time: '2026-01-15T12:00:00.000Z', score: 0 },
      { time: '2026-01-15T13:00:00.000Z', score: 1 },
      { time: '2026-01-15T14:00:00.000Z', score: 5 },
    ])
    expect(features.map(({ name, contribution }) => [name, contribution])).to.deep.equal([
      ['respiratory-rate', 2],
      ['oxygen-saturation', 0],
      ['supplemental-oxygen', 0],
      ['systolic-pressure', 0],
      ['pulse', 2],
      ['consciousness', 0],
      ['temperature', 1],
      ['age', 0],
    ])
    expect(features[4]?.received).to.deep.equal({ value: 112, display: '112 per minute' })
    expect(features.map(({ name }) => name)).to.deep.equal(model.card.features.map(({ name }) => name))
  })

  describe('people it is not made for', () => {
    it('abstains under 16, by birthday, and from 16 on answers', () => {
      expect(reasonsOf(rounds([{}], 15))).to.deep.equal([['out-of-population', 'age']])
      expect(answer(rounds([{}], 16)).outcome.score).to.equal(0)
      const born = (birthDate: string) => withPatient(rounds([{}], null), { birthDate })
      expect(reasonsOf(born('2010-01-16'))).to.deep.equal([['out-of-population', 'age']])
      expect(answer(born('2010-01-15')).outcome.score).to.equal(0)
    })

    it('abstains where no age is known', () => {
      expect(reasonsOf(rounds([{}], null))).to.deep.equal([['missing-feature', 'age']])
    })

    const pregnancy = (answerCode: string, effectiveDateTime = hoursAgo(1000)) =>
      observation({
        code: coded(codeSystems.loinc, '82810-3'),
        valueCodeableConcept: coded(codeSystems.loinc, answerCode),
        effectiveDateTime,
      })

    it('abstains in pregnancy', () => {
      const bundle = rounds([{}], 30)
      expect(reasonsOf(withResources(bundle, pregnancy('LA15173-0')))).to.deep.equal([
        ['out-of-population', undefined],
      ])
      expect(answer(withResources(bundle, pregnancy('LA26683-5'))).outcome.score).to.equal(0)
    })

    it('abstains on an undated pregnancy, and where "Unknown" follows within 300 days', () => {
      const pregnant = [['out-of-population', undefined]]
      const { effectiveDateTime: _, ...undated } = pregnancy('LA15173-0')
      const days = (count: number) => hoursAgo(count * 24)
      const stops = (...statements: Resource[]) =>
        model.assess(withResources(rounds([{}], 30), ...statements), asOf).outcome.status === 'abstained'
      expect(reasonsOf(withResources(rounds([{}], 30), undated))).to.deep.equal(pregnant)
      expect(stops(undated, pregnancy('LA26683-5', days(1)))).to.equal(true)
      expect(stops(pregnancy('LA15173-0', days(12)), pregnancy('LA4489-6', days(1)))).to.equal(true)
      expect(stops(pregnancy('LA15173-0', days(12)), pregnancy('LA26683-5', days(12)))).to.equal(true)
      expect(stops(pregnancy('LA15173-0', days(12)), pregnancy('LA26683-5', days(1)))).to.equal(false)
      expect(stops(pregnancy('LA15173-0', days(301)), pregnancy('LA4489-6', days(1)))).to.equal(false)
    })

    it('says where the record is silent on pregnancy, unless it cannot be', () => {
      const said = (bundle: Bundle) =>
        answer(bundle).outcome.choices.some((choice) =>
          /does not say whether the patient is pregnant/.test(choice),
        )
      expect(said(rounds([{}], 30))).to.equal(true)
      expect(said(withResources(rounds([{}], 30), pregnancy('LA4489-6')))).to.equal(true)
      expect(said(withResources(rounds([{}], 30), pregnancy('LA26683-5', hoursAgo(10_000))))).to.equal(true)
      expect(said(withResources(rounds([{}], 30), pregnancy('LA26683-5')))).to.equal(false)
      expect(said(withPatient(rounds([{}], 30), { gender: 'male' }))).to.equal(false)
      expect(said(rounds([{}], 67))).to.equal(false)
    })

    it('names spinal cord injury among its limits', () => {
      expect(model.card.limits.join(' ')).to.match(/Spinal cord injury/)
    })
  })

  describe('the SpO2 scale', () => {
    const choice = (
      code: string,
      elements: Record<string, unknown> = { performer: [{ reference: 'Practitioner/7' }] },
    ) =>
      observation({
        code: coded(codeSystems.salus, 'news2-saturation-scale'),
        valueCodeableConcept: coded(codeSystems.salus, code),
        effectiveDateTime: hoursAgo(5),
        ...elements,
      })
    const low = rounds([{ 'oxygen-saturation': 89 }])

    it('is 1 unless a clinician chose 2, and says which', () => {
      expect(answer(low).outcome.score).to.equal(3)
      expect(answer(low).outcome.choices[0]).to.match(/^SpO2 scale 1/)
      const { outcome } = answer(withResources(low, choice('scale-2')))
      expect(outcome.score).to.equal(0)
      expect(outcome.choices[0]).to.match(/^SpO2 scale 2.*names the clinician/)
    })

    it('stays 1 where nobody, or nobody competent, is named', () => {
      for (const elements of [
        {},
        { performer: [{ reference: 'Patient/patient' }] },
        { performer: 'Practitioner/7' },
        { performer: [null] },
      ]) {
        const { outcome } = answer(withResources(low, choice('scale-2', elements)))
        expect(outcome.score).to.equal(3)
        expect(outcome.choices.join(' ')).to.match(
          /without naming the clinician who decided; this was not followed/,
        )
      }
    })

    it('stays 1 where the choice is preliminary or withdrawn', () => {
      for (const status of ['preliminary', 'entered-in-error', 'cancelled']) {
        expect(answer(withResources(low, { ...choice('scale-2'), status })).outcome.score).to.equal(3)
      }
    })

    it('goes back to 1 when a clinician says so', () => {
      const back = { ...choice('scale-1'), effectiveDateTime: hoursAgo(2) }
      const { outcome } = answer(withResources(low, choice('scale-2'), back))
      expect(outcome.score).to.equal(3)
      expect(outcome.choices[0]).to.equal('SpO2 scale 1: by the last choice of a clinician.')
    })

    it('does not go back to 1 where no clinician says so', () => {
      const back = { ...choice('scale-1', {}), effectiveDateTime: hoursAgo(2) }
      const { outcome } = answer(withResources(low, choice('scale-2'), back))
      expect(outcome.score).to.equal(0)
      expect(outcome.choices.join(' ')).to.match(/without naming the clinician/)
    })

    it('holds for 365 days and no longer', () => {
      const chosen = (days: number) =>
        answer(withResources(low, { ...choice('scale-2'), effectiveDateTime: hoursAgo(24 * days) })).outcome
      expect(chosen(364).score).to.equal(0)
      expect(chosen(366).score).to.equal(3)
      expect(chosen(366).choices[0]).to.match(
        /^SpO2 scale 1: the choice of scale 2 is more than 365 days old/,
      )
      const back = { ...choice('scale-1'), effectiveDateTime: hoursAgo(24 * 400) }
      expect(answer(withResources(low, back)).outcome.choices[0]).to.match(/by the last choice/)
      expect(answer(low).outcome.choices[0]).to.match(/has no choice/)
    })

    it('is refused where two choices of one time differ, whatever their order, until a newer one', () => {
      const [one, two] = [choice('scale-1'), choice('scale-2')]
      for (const both of [
        [one, two],
        [two, one],
      ]) {
        expect(() => model.assess(withResources(low, ...both), asOf)).to.throw(/SpO2 scale/)
        const newer = { ...two, effectiveDateTime: hoursAgo(2) }
        expect(answer(withResources(low, ...both, newer)).outcome.score).to.equal(0)
      }
    })

    it('is not changed by an older choice that comes late', () => {
      const monitor = createVitalsMonitor(model.rules, low.entry[0] ?? null)
      monitor.push({ ...choice('scale-1'), effectiveDateTime: hoursAgo(2) })
      for (const { resource } of low.entry.slice(1)) if (resource) monitor.push(resource)
      monitor.push(choice('scale-2'))
      const { outcome } = monitor.assess(asOf)
      expect(outcome.status === 'answered' && outcome.score).to.equal(3)
    })
  })

  describe('the record', () => {
    for (const [index, { name }] of vitalSpecs.entries()) {
      it(`abstains without ${name}, and where it is too old`, () => {
        const bundle = rounds([{}])
        const kept = bundle.entry.filter(({ resource }) => resource?.id !== `patient-${name}-0`)
        expect(kept).to.have.length(bundle.entry.length - 1)
        expect(reasonsOf({ ...bundle, entry: kept })).to.deep.equal([['missing-feature', name]])
        const minutes = model.rules.settings.maximumAgeMinutes[name]
        const later = new Date(asOf.getTime() + minutes * 60_000)
        expect(reasonsOfAll(bundle, later)).not.to.include(name)
        expect(reasonsOfAll(bundle, new Date(later.getTime() + 1))).to.include(name)
        expect(index).to.equal(vitalNames.indexOf(name))
      })
    }

    const reasonsOfAll = (bundle: Bundle, at: Date): (string | undefined)[] => {
      const { outcome } = model.assess(bundle, at)
      return outcome.status === 'answered' ? [] : outcome.reasons.map(({ feature }) => feature)
    }

    it('may hold blood pressure as a component, and oxygen as a flow beside the saturation', () => {
      const panel = observation({
        code: coded(codeSystems.loinc, '85354-9'),
        component: [
          {
            code: coded(codeSystems.loinc, '8480-6'),
            valueQuantity: { value: 95, system: codeSystems.ucum, code: 'mm[Hg]' },
          },
        ],
      })
      const oximetry = observation({
        code: {
          coding: [
            ...coded(codeSystems.loinc, '2708-6').coding,
            ...coded(codeSystems.loinc, '59408-5').coding,
          ],
        },
        valueQuantity: { value: 96, system: codeSystems.ucum, code: '%' },
        component: [
          {
            code: coded(codeSystems.loinc, '3151-8'),
            valueQuantity: { value: 2, system: codeSystems.ucum, code: 'L/min' },
          },
        ],
      })
      const bundle = rounds([{}])
      const without = bundle.entry.filter(({ resource }) => !/systolic|oxygen/.test(String(resource?.id)))
      const { outcome, features } = answer(withResources({ ...bundle, entry: without }, panel, oximetry))
      expect(outcome.score).to.equal(4)
      expect(features[2]?.contribution).to.equal(2)
      expect(features[3]?.contribution).to.equal(2)
    })

    it('is refused in another unit, never converted', () => {
      const fahrenheit = JSON.parse(JSON.stringify(rounds([{}])).replaceAll('Cel', '[degF]')) as Bundle
      expect(() => model.assess(fahrenheit, asOf)).to.throw(/UCUM unit Cel/)
      const unitless = JSON.parse(JSON.stringify(rounds([{}])).replaceAll('"%"', '"1"')) as Bundle
      expect(() => model.assess(unitless, asOf)).to.throw(/UCUM unit %/)
    })

    it('is not refused for an old reading in another unit, which is counted', () => {
      const fahrenheit = observation({
        code: coded(codeSystems.loinc, '8310-5'),
        valueQuantity: { value: 98.6, system: codeSystems.ucum, code: '[degF]' },
        effectiveDateTime: '2015-05-05T08:00:00Z',
      })
      const { outcome } = answer(withResources(rounds([{}]), fahrenheit))
      expect(outcome.score).to.equal(0)
      expect(outcome.choices.join(' ')).to.match(/Left out: 1 old reading in a form/)
      const fresh = { ...fahrenheit, effectiveDateTime: hoursAgo(3) }
      expect(() => model.assess(withResources(rounds([{}]), fresh), asOf)).to.throw(/UCUM unit Cel/)
    })

    it('is refused for a negative flow of oxygen, which is not air', () => {
      const flow = (value: number) =>
        observation({
          code: coded(codeSystems.loinc, '3151-8'),
          valueQuantity: { value, system: codeSystems.ucum, code: 'L/min' },
        })
      const bundle = rounds([{}])
      const without = {
        ...bundle,
        entry: bundle.entry.filter(({ resource }) => !/supplemental/.test(String(resource?.id))),
      }
      for (const value of [-9, 101])
        expect(() => model.assess(withResources(without, flow(value)), asOf)).to.throw(/0 to 100 L\/min/)
      expect(answer(withResources(without, flow(0))).outcome.score).to.equal(0)
    })

    it('leaves out a number too great for fixed point', () => {
      const { outcome, features } = model.assess(rounds([{ 'respiratory-rate': 1e308 }]), asOf)
      expect(outcome.status).to.equal('abstained')
      expect(() => canonicalJson({ outcome, features })).not.to.throw()
      expect(features[0]?.received?.value).to.equal(1e308)
    })

    it('is refused where it is about two people, or contradicts itself', () => {
      const other = {
        ...observation({ code: coded(codeSystems.loinc, '8867-4') }),
        subject: { reference: 'Patient/other' },
      }
      expect(() => model.assess(withResources(rounds([{}]), other), asOf)).to.throw(/several patients/)
      const pulse = observation({
        code: coded(codeSystems.loinc, '8867-4'),
        valueQuantity: { value: 99, system: codeSystems.ucum, code: '/min' },
      })
      expect(() => model.assess(withResources(rounds([{}]), pulse), asOf)).to.throw(
        /two different values of pulse/,
      )
    })

    it('counts what it does not use and says so', () => {
      const pulse = (value: number, effective: Record<string, unknown>) =>
        observation({
          code: coded(codeSystems.loinc, '8867-4'),
          valueQuantity: { value, system: codeSystems.ucum, code: '/min' },
          effectiveDateTime: undefined,
          ...effective,
        })
      const bundle = withResources(
        rounds([{}, {}]),
        pulse(301, { effectiveDateTime: hoursAgo(0.5) }),
        pulse(88, {}),
        pulse(89, { effectiveDateTime: '2026-01-15' }),
        pulse(180, { effectiveDateTime: hoursAgo(-2) }),
      )
      const { outcome } = answer(JSON.parse(JSON.stringify(bundle)) as Bundle)
      expect(outcome.score).to.equal(0)
      expect(outcome.choices.join(' ')).to.match(
        /Left out: 1 impossible value, 2 readings without a time of day, 1 reading dated after the assessment\./,
      )
    })

    it('abstains while the newest value is impossible or a jump that nothing confirms', () => {
      const saturation = (value: number, minutes: number) =>
        observation({
          code: coded(codeSystems.loinc, '59408-5'),
          valueQuantity: { value, system: codeSystems.ucum, code: '%' },
          effectiveDateTime: new Date(asOf.getTime() + minutes * 60_000).toISOString(),
        })
      const at = new Date(asOf.getTime() + 5 * 60_000)
      const spike = withResources(rounds([{}]), saturation(40, 1))
      expect(reasonsOf(spike, at)).to.deep.equal([['unreadable', 'oxygen-saturation']])
      expect(reasonsOf(withResources(rounds([{}]), saturation(3, 1)), at)).to.deep.equal([
        ['unreadable', 'oxygen-saturation'],
      ])
      const { outcome } = answer(withResources(spike, saturation(98, 2)), at)
      expect(outcome.score).to.equal(0)
      expect(outcome.choices.join(' ')).to.match(/Left out: 1 jump that the next reading did not confirm/)
      expect(answer(withResources(spike, saturation(42, 2)), at).outcome.score).to.equal(3)
    })

    it('says what it carried forward, and how many rounds have no score', () => {
      const bundle = vitalsBundle(
        [
          { time: hoursAgo(2), vitals: { pulse: 70 } },
          { time: hoursAgo(1), vitals: healthy },
          { time: hoursAgo(0), vitals: { ...healthy, temperature: undefined as unknown as number } },
        ],
        { patientDid, age: 67 },
      )
      const { choices } = answer(bundle).outcome
      expect(choices).to.include('Carried forward from an earlier round: Temperature (60 minutes old).')
      expect(choices.join(' ')).to.match(/1 round has no score/)
    })
  })

  describe('the forecast', () => {
    const worsening = (from: number) =>
      Array.from({ length: 7 }, (_, round) => ({
        'respiratory-rate': from + round,
        'systolic-pressure': 124 - 4 * round,
        pulse: 74 + 5 * round,
        temperature: (368 + 3 * round) / 10,
      }))

    it('rises for who gets worse, names what moves it, and says it was never tried on patients', () => {
      const { trend, score } = answer(rounds(worsening(15))).outcome
      const steady = answer(rounds(worsening(15).map(() => worsening(15).at(-1) ?? {}))).outcome
      expect(steady.score).to.equal(score)
      if (trend.probability === null || steady.trend.probability === null)
        throw new Error('There is no forecast.')
      expect(trend.probability).to.be.above(steady.trend.probability + 0.2)
      expect(trend.hours).to.equal(4)
      expect(trend.text).to.match(/7 rounds of the last 6 hours.*never on real ones/)
      expect(trend.drivers.join(' ')).to.match(/Pulse rising by 4\.9 per minute per hour/)
      expect(trend.drivers.join(' ')).not.to.match(/saturation/)
    })

    it('is low for who is well', () => {
      const { trend } = answer(rounds(Array.from({ length: 7 }, () => ({})))).outcome
      expect(trend.probability).to.be.below(0.1)
    })

    it('is none where there are too few rounds, or the score is there already', () => {
      expect(answer(rounds([{}, {}, {}])).outcome.trend).to.deep.equal({
        probability: null,
        text: 'No forecast: it needs at least 4 rounds with a score within the last 6 hours, and at least 60 minutes from the first to the last.',
      })
      const ill = { 'respiratory-rate': 27, pulse: 135, 'systolic-pressure': 95 }
      expect(answer(rounds(Array.from({ length: 6 }, () => ill))).outcome.trend).to.deep.equal({
        probability: null,
        text: 'No forecast: the score is 7 or more already.',
      })
    })
  })

  describe('as a monitor', () => {
    const patientOf = (bundle: Bundle) => bundle.entry[0] ?? null
    const observations = (bundle: Bundle) => bundle.entry.slice(1).flatMap(({ resource }) => resource ?? [])

    it('gives at every time what the whole record up to then gives', () => {
      const vitals = fc.record(
        {
          'respiratory-rate': fc.integer({ min: 0, max: 40 }),
          'oxygen-saturation': fc.integer({ min: 10, max: 100 }),
          'supplemental-oxygen': fc.constantFrom(0, 1),
          'systolic-pressure': fc.integer({ min: 60, max: 240 }),
          pulse: fc.integer({ min: 10, max: 180 }),
          consciousness: fc.constantFrom(0, 0, 0, 1),
          temperature: fc.integer({ min: 340, max: 410 }).map((tenths) => tenths / 10),
        },
        { requiredKeys: [] },
      )
      const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), vitals), {
        minLength: 1,
        maxLength: 12,
      })
      fc.assert(
        fc.property(rows, (given) => {
          let minutes = 0
          const bundle = vitalsBundle(
            [
              { time: hoursAgo(24), vitals: healthy },
              ...given.map(([gap, own]) => {
                minutes += gap
                return {
                  time: new Date(Date.parse(hoursAgo(23)) + minutes * 60_000).toISOString(),
                  vitals: own as Partial<Vitals>,
                }
              }),
            ],
            { patientDid, age: 40 },
          )
          const patient = patientOf(bundle)
          const monitor = createVitalsMonitor(model.rules, patient)
          const seen: Resource[] = []
          for (const own of observations(bundle)) {
            monitor.push(own)
            seen.push(own)
            const now = new Date(String(own.effectiveDateTime))
            const record = {
              ...bundle,
              entry: [...(patient ? [patient] : []), ...seen.map((resource) => ({ resource }))],
            }
            expect(monitor.assess(now)).to.deep.equal(model.assess(record, now))
          }
        }),
        { numRuns: 25 },
      )
    })

    it('takes no observation of another patient, and goes on', () => {
      const bundle = rounds([{}])
      const stranger = { ...observations(bundle)[0], subject: { reference: 'Patient/other' } } as Resource
      const monitor = createVitalsMonitor(model.rules, patientOf(bundle))
      for (const own of observations(bundle)) monitor.push(own)
      expect(() => monitor.push(stranger)).to.throw(/several patients/)
      expect(monitor.assess(asOf)).to.deep.equal(model.assess(bundle, asOf))
      const unknown = createVitalsMonitor(model.rules, null)
      for (const own of observations(bundle)) unknown.push(own)
      expect(() => unknown.push(stranger)).to.throw(/another patient/)
    })
  })

  describe('severityOf', () => {
    it('is critical from 7, medium at 5 or a red parameter, low else', () => {
      const severity = (vitals: Partial<Vitals>) => severityOf(answer(rounds([vitals])).outcome)
      expect(severity({})).to.equal(0)
      expect(severity({ pulse: 111, 'respiratory-rate': 21 })).to.equal(0)
      expect(severity({ consciousness: 1 })).to.equal(1)
      expect(severity({ pulse: 111, 'respiratory-rate': 21, temperature: 38.1 })).to.equal(1)
      expect(severity({ 'respiratory-rate': 27, pulse: 128, 'systolic-pressure': 96 })).to.equal(2)
    })

    const abstention = (vitals: Partial<Vitals>, age: number | null = 67) => {
      const { outcome } = model.assess(rounds([{}, vitals], age), asOf)
      if (outcome.status !== 'abstained') throw new Error('The model answered.')
      return { severity: severityOfOutcome(outcome), text: outcome.reasons.map(({ text }) => text).join(' ') }
    }

    it('scores the sickest values, down to none at all', () => {
      for (const name of ['respiratory-rate', 'pulse', 'systolic-pressure'] as const) {
        expect(answer(rounds([{ [name]: 0 }])).outcome.score).to.equal(3)
      }
    })

    it('is medium at least where the newest value is impossible or unconfirmed', () => {
      const impossible = abstention({ 'oxygen-saturation': 3 })
      expect(impossible.severity).to.equal('medium')
      expect(impossible.text).to.match(/check the patient at once/)
      expect(impossible.text).not.to.match(/at least \d+ points/)
      const fall = observation({
        code: coded(codeSystems.loinc, '59408-5'),
        valueQuantity: { value: 70, system: codeSystems.ucum, code: '%' },
        effectiveDateTime: new Date(asOf.getTime() + 4 * 60_000).toISOString(),
      })
      const at = new Date(asOf.getTime() + 5 * 60_000)
      const { outcome } = model.assess(withResources(rounds([{ 'oxygen-saturation': 97 }]), fall), at)
      if (outcome.status !== 'abstained') throw new Error('The model answered.')
      expect(severityOfOutcome(outcome)).to.equal('medium')
      expect(outcome.reasons[0]?.text).to.match(/check the patient at once/)
    })

    it('is medium from 5 points and critical from 7 by what is known, without a score', () => {
      const known = (vitals: Partial<Vitals>, age: number | null = 67) => abstention(vitals, age)
      expect(known({ pulse: 135 }, null)).to.deep.equal({
        severity: 'low',
        text: 'Age is missing from the record.',
      })
      const five = known({ 'respiratory-rate': 27, pulse: 112 }, null)
      expect(five.severity).to.equal('medium')
      expect(five.text).to.match(/at least 5 points/)
      const seven = known({ 'respiratory-rate': 27, pulse: 135, temperature: 38.5, 'oxygen-saturation': 3 })
      expect(seven.severity).to.equal('critical')
      expect(seven.text).to.match(/at least 7 points/)
      expect(known({ 'respiratory-rate': 27, pulse: 135, temperature: 38.5 }, 5).severity).to.equal('low')
    })

    it('is medium where the forecast is high, from the probability found in the trial', () => {
      const { outcome } = answer(rounds([{}]))
      const withTrend = (probability: number) => ({
        ...outcome,
        trend: { probability, hours: 4, text: '', drivers: [] },
      })
      expect(severityOf(withTrend(trendAlarmFrom))).to.equal(1)
      expect(severityOf(withTrend(trendAlarmFrom - 0.01))).to.equal(0)
      expect(model.card.trial.alarmFrom).to.equal(trendAlarmFrom)
    })
  })

  describe('loading', () => {
    let folder: string

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'salus-model-'))
      await cp(await modelFolder('vital-signs'), folder, { recursive: true })
    })

    afterEach(() => rm(folder, { recursive: true }))

    it('refuses a chart in which one edge was moved', async () => {
      const file = join(folder, 'weights.bin')
      const text = await readFile(file, 'utf8')
      const moved = text.replace('"points":3,"to":8', '"points":3,"to":7')
      expect(moved).not.to.equal(text)
      await writeFile(file, moved)
      await expectError(
        () => loadVitalsModel(folder, runtime),
        'MODEL_INVALID',
        /weights file .* does not match/,
      )
    })

    it('refuses to compute on another build', async () => {
      const other = { ...runtime, fingerprint: `0x${'00'.repeat(32)}` }
      await expectError(
        () => loadVitalsModel(folder, other),
        'RUNTIME_NOT_PINNED',
        /another TensorFlow.js build/,
      )
    })
  })

  it('declares age among its features, last and without points', () => {
    expect(model.card.features.at(-1)?.name).to.equal(ageSpec.name)
  })
})
