import { expect } from 'chai'
import type { EcgModel } from '../../../../oracle/models/ecg/ecgModel.ts'
import { syntheticBundle } from '../../../../oracle/models/ecg/goldenEcgs.ts'
import { readRealExcerpt } from '../../../../oracle/models/ecg/realExcerpt.ts'
import { syntheticEcg } from '../../../../oracle/models/ecg/synthetic.ts'
import type { Bundle } from '../../../../sdk/fhir/bundle.ts'
import { bundleLimits } from '../../../../sdk/fhir/limits.ts'
import { parseBundle } from '../../../../sdk/fhir/parseBundle.ts'
import { type EcgSegment, ecgBundle } from '../../../../sdk/fhir/sampledDataBundle.ts'
import { type EcgLead, ecgLeads } from '../../../../sdk/fhir/sampledDataLeads.ts'
import { validateBundle } from '../../../../sdk/fhir/validateBundle.ts'
import type { RhythmOutcome } from '../../../../sdk/inference/clinicalReport.ts'
import { expectError } from '../../../helpers/expectError.ts'
import { asOf, loadShippedEcg, patient, recordedAt } from './ecgFixture.ts'

describe('assessEcg', () => {
  let model: EcgModel

  before(async () => {
    model = await loadShippedEcg()
  })

  function segment(signal: Float32Array, samplingHertz: number, start = recordedAt): EcgSegment {
    const counts = [...signal].map((value) => Math.round(value * 200) + 0)
    return { start, samplingHertz, counts, stepMillivolts: 0.005 }
  }

  const sinus = (seconds: number, samplingHertz = 250, seed = 77_100_001) =>
    syntheticEcg({ kind: 'sinus', seconds, samplingHertz, seed })

  function answerTo(bundle: Bundle): RhythmOutcome {
    const { outcome, features } = model.assess(bundle, asOf)
    expect(features).to.deep.equal([])
    if (outcome.status !== 'answered' || outcome.kind !== 'rhythm')
      throw new Error(`It answered ${outcome.status}.`)
    return outcome
  }

  function reasonFor(bundle: Bundle) {
    const { outcome } = model.assess(bundle, asOf)
    if (outcome.status !== 'abstained') throw new Error('It did not abstain.')
    return outcome.reasons.map(({ code }) => code)
  }

  const bundleOf = (...segments: EcgSegment[]) => ecgBundle(patient, segments)
  const changed = (edit: (observation: Record<string, unknown>) => void, seconds = 40): Bundle => {
    const bundle = JSON.parse(JSON.stringify(bundleOf(segment(sinus(seconds).millivolts, 250)))) as Bundle
    edit(bundle.entry[1]?.resource as Record<string, unknown>)
    return bundle
  }

  it('answers about record 208 with an excerpt, rates and no variability it cannot vouch for', async () => {
    const { recording } = await readRealExcerpt()
    const outcome = answerTo(bundleOf(segment(recording.millivolts, 360)))
    expect(outcome.durationSeconds).to.be.closeTo(300, 0.01)
    expect(outcome.samplingHertz).to.equal(360)
    expect(outcome.longestGapSeconds).to.be.lessThan(2)
    expect(outcome.screenText).to.match(/^Lead II\./)
    expect(outcome.screenText).to.match(/3 stretches without a beat the signal swung/)
    expect(outcome.rateSeries).to.have.property('stepSeconds', 10)
    expect(outcome.rateSeries.rates).to.have.length(30)
    const { excerpt } = outcome
    expect(excerpt.samplingHertz).to.equal(120)
    const millivolts = excerpt.millivolts.flatMap((value) => (value === null ? [] : [value]))
    expect(millivolts).to.have.length(1200)
    expect(excerpt.beats.length).to.be.within(10, 25)
    for (const beat of excerpt.beats) {
      const near = millivolts.slice(
        Math.max(0, Math.round((beat - 0.08) * 120)),
        Math.round((beat + 0.08) * 120),
      )
      expect(Math.max(...near) - Math.min(...near)).to.be.greaterThan(0.4)
    }
    for (const value of millivolts) expect(Math.round(value * 1e4) / 1e4).to.equal(value)
  })

  const constant = (signal: Float32Array, from: number, to: number, noise = 0) =>
    signal.map((value, index) =>
      index < from || index >= to ? value : (signal[from] as number) + (index % 2 === 0 ? noise : -noise),
    )

  it('names twelve flat seconds inside record 208, and the time without a beat', async () => {
    const { recording } = await readRealExcerpt()
    const flat = constant(recording.millivolts, 36_000, 36_000 + 12 * 360)
    const { screenText } = answerTo(bundleOf(segment(flat, 360)))
    const [, stretch, beatless] =
      /one stretch of ([\d.]+) s the signal was flat or missing, with no beat found for ([\d.]+) s/.exec(
        screenText,
      ) ?? []
    expect(Number(stretch)).to.be.closeTo(12, 0.1)
    expect(Number(beatless)).to.be.within(12, 14)
    expect(screenText).to.contain('a lead off and a pause of the heart cannot be told apart')
  })

  it('does not call a rhythm regular around a flat line or a silence', () => {
    const { millivolts } = sinus(120)
    expect(answerTo(bundleOf(segment(millivolts, 250))).screen).to.equal('regular')
    const flat = answerTo(bundleOf(segment(constant(millivolts, 15_000, 18_000), 250)))
    expect(flat.screen).to.equal('inconclusive')
    expect(flat.screenText).to.match(/^Lead II\. In one stretch of 12 s the signal was flat or missing/)
    const quiet = constant(millivolts, 15_000, 18_000, 0.01)
    quiet.fill(Number.NaN, 16_000, 16_125)
    const counts = [...quiet].map((value) => (Number.isNaN(value) ? ('E' as const) : Math.round(value * 200)))
    const dropout = answerTo(
      bundleOf({ start: recordedAt, samplingHertz: 250, counts, stepMillivolts: 0.005 }),
    )
    expect(dropout.screen).to.equal('inconclusive')
    expect(dropout.screenText).to.match(/flat or missing, with no beat found for 1[23](\.\d)? s/)
    const last = answerTo(bundleOf(segment(constant(millivolts, 27_000, 30_000, 0.01), 250)))
    expect(last.screen).to.equal('inconclusive')
    expect(last.screenText).to.match(/No beat was found in the last 1[23](\.\d)? s/)
  })

  it('says nothing of a dropout in which no beat was due', () => {
    const { millivolts, rhythm } = sinus(120)
    const between = rhythm.beats.map(({ seconds }) => Math.round((seconds + 0.4) * 250))
    const isOut = (index: number) => [20, 60].some((beat) => Math.abs(index - (between[beat] as number)) < 6)
    const counts = [...millivolts].map((value, index) =>
      isOut(index) ? ('E' as const) : Math.round(value * 200) + 0,
    )
    const outcome = answerTo(
      bundleOf({ start: recordedAt, samplingHertz: 250, counts, stepMillivolts: 0.005 }),
    )
    expect(outcome.screen).to.equal('regular')
    expect(outcome.screenText).not.to.match(/flat or missing/)
    expect(outcome.noiseShare).to.be.greaterThan(0)
  })

  it('names the flat line when it abstains over one', () => {
    const { outcome } = model.assess(bundleOf(segment(new Float32Array(30_000), 250)), asOf)
    expect(JSON.stringify(outcome)).to.match(/one stretch of 120 s the signal was flat or missing/)
  })

  it('says when it was recorded, as exactly as the record does', () => {
    const start = Date.parse(recordedAt)
    const timed = (edit: (observation: Part) => unknown) => {
      const { recordedFrom, recordedTo } = answerTo(changed(edit))
      return [recordedFrom, recordedTo]
    }
    const expected = [new Date(start).toISOString(), new Date(start + 40_000).toISOString()]
    expect(timed(() => {})).to.deep.equal(expected)
    const period = (observation: Part) => {
      delete observation.effectiveDateTime
      observation.effectivePeriod = { start: '2026-11-02T10:00:00+01:00', end: '2026-11-02T10:00:40+01:00' }
    }
    expect(timed(period)).to.deep.equal(expected)
    expect(timed((observation) => (observation.effectiveDateTime = '2026-11-02'))).to.deep.equal([
      '2026-11-02',
      '2026-11-02',
    ])
  })

  it('takes the youngest age that an incomplete date of birth allows, and an Observation of the age', () => {
    const { millivolts } = sinus(40)
    const of = (person: Part, age?: number, effectiveDateTime = recordedAt): Bundle => {
      const { birthDate: _, ...nobody } = patient
      const bundle = ecgBundle({ ...nobody, ...person } as typeof patient, [segment(millivolts, 250)])
      if (age === undefined) return bundle
      const resource = {
        resourceType: 'Observation',
        status: 'final',
        code: { coding: [{ system: 'http://loinc.org', code: '30525-0' }] },
        subject: { reference: `Patient/${patient.id}` },
        effectiveDateTime,
        valueQuantity: { value: age, system: 'http://unitsofmeasure.org', code: 'a' },
      }
      return { ...bundle, entry: [...bundle.entry, { resource }] }
    }
    for (const child of ['2020', '2010', '2010-11', '2010-11-03'])
      expect(reasonFor(of({ birthDate: child })), child).to.deep.equal(['out-of-population'])
    for (const grown of ['2009', '2010-10', '2010-11-02'])
      expect(answerTo(of({ birthDate: grown })).screenText).not.to.match(/age/)
    expect(reasonFor(of({}, 15))).to.deep.equal(['out-of-population'])
    expect(reasonFor(of({ birthDate: '1960' }, 15))).to.deep.equal(['out-of-population'])
    expect(answerTo(of({}, 15, '2025-06-01')).screenText).not.to.match(/age/)
    expect(reasonFor(of({}, 15, '2025'))).to.deep.equal(['out-of-population'])
    expect(answerTo(of({}, 40)).screenText).not.to.match(/age/)
    expect(answerTo(of({})).screenText).to.match(/states no age/)
  })

  it('has no number for a missing sample, and shows a piece without gaps where there is one', () => {
    const { millivolts } = sinus(60)
    const marked = (isMissing: (index: number) => boolean) =>
      answerTo(
        bundleOf({
          start: recordedAt,
          samplingHertz: 250,
          counts: [...millivolts].map((value, index) =>
            isMissing(index) ? 'E' : Math.round(value * 200) + 0,
          ),
          stepMillivolts: 0.005,
        }),
      ).excerpt
    expect(marked((index) => index >= 7000 && index < 7500).millivolts).not.to.include(null)
    const everywhere = marked((index) => index % 1250 < 10).millivolts
    const missing = everywhere.filter((value) => value === null).length
    expect(missing).to.be.within(8, 12)
  })

  it('reads the newest recording, whatever its lead', () => {
    const older = segment(sinus(40).millivolts, 250, '2026-10-25T09:00:00Z')
    const newer = segment(sinus(50).millivolts, 250)
    const [two, one] = ecgLeads as [EcgLead, EcgLead]
    const second = ecgBundle(patient, [newer], one).entry.slice(1)
    const first = ecgBundle(patient, [older], two)
    const outcome = answerTo({ ...first, entry: [...first.entry, ...second] })
    expect(outcome.durationSeconds).to.equal(50)
    expect(outcome.screenText).to.match(/^Lead I\./)
  })

  it('gives the same answer to the bit, and for a Bundle that went through JSON', () => {
    const bundle = bundleOf(segment(sinus(60).millivolts, 250))
    const read = parseBundle(new TextEncoder().encode(JSON.stringify(bundle)))
    expect(model.assess(read, asOf)).to.deep.equal(model.assess(bundle, asOf))
  })

  it('writes a Bundle that is valid FHIR', () => {
    const bytes = new TextEncoder().encode(JSON.stringify(bundleOf(segment(sinus(40).millivolts, 250))))
    expect(() => validateBundle(bytes)).not.to.throw()
  })

  it('joins segments, with the time between as a gap', () => {
    const { millivolts } = sinus(80)
    const whole = answerTo(bundleOf(segment(millivolts, 250)))
    const cut = [millivolts.slice(0, 10_000), millivolts.slice(10_000)] as const
    const later = (seconds: number) => new Date(Date.parse(recordedAt) + seconds * 1000).toISOString()
    const joined = answerTo(bundleOf(segment(cut[1], 250, later(40)), segment(cut[0], 250)))
    expect(joined).to.deep.equal(whole)
    const apart = answerTo(bundleOf(segment(cut[0], 250), segment(cut[1], 250, later(50))))
    expect(apart.durationSeconds).to.be.closeTo(90, 0.01)
    expect(apart.noiseShare).to.be.closeTo(10 / 90, 0.06)
    expect(apart.longestGapSeconds).to.be.lessThan(2)
    const newest = answerTo(bundleOf(segment(cut[0], 250), segment(cut[1], 250, later(400))))
    expect(newest.durationSeconds).to.be.closeTo(40, 0.01)
  })

  it('gives SDNN from four minutes, RMSSD from one, and says why not', () => {
    const short = answerTo(bundleOf(segment(sinus(40).millivolts, 250)))
    expect([short.sdnn, short.rmssd]).to.deep.equal([null, null])
    expect(short.variabilityText).to.match(/no SDNN under 240/)
    const minutes = answerTo(bundleOf(segment(sinus(100).millivolts, 250)))
    expect(minutes.sdnn).to.equal(null)
    expect(minutes.rmssd).to.be.within(1, 200)
    const long = answerTo(bundleOf(segment(sinus(300).millivolts, 250)))
    expect(long.sdnn).to.be.within(1, 200)
    expect(long.variabilityText).to.match(/same length/)
    const fibrillating = syntheticEcg({
      kind: 'irregular',
      seconds: 300,
      samplingHertz: 250,
      seed: 77_100_003,
    })
    const irregular = answerTo(bundleOf(segment(fibrillating.millivolts, 250)))
    expect(irregular.sdnn).to.equal(null)
    expect(irregular.variabilityText).to.match(/meaningless/)
  })

  it('measures the heart rate to within a beat a minute', () => {
    for (const [kind, seed] of [
      ['sinus', 1],
      ['bradycardia', 2],
      ['tachycardia', 3],
      ['irregular', 4],
    ] as const) {
      const ecg = syntheticEcg({ kind, seconds: 60, samplingHertz: 250, seed: 77_200_000 + 16 * seed })
      const times = ecg.rhythm.beats.map(({ seconds }) => seconds)
      const rate = (60 * (times.length - 1)) / ((times.at(-1) as number) - (times[0] as number))
      expect(answerTo(bundleOf(segment(ecg.millivolts, 250))).heartRate).to.be.closeTo(rate, 1)
    }
  })

  it('abstains without a recording, on an old or undated one, for a child, and on noise', () => {
    expect(reasonFor(bundleOf())).to.deep.equal(['missing-feature'])
    expect(reasonFor(bundleOf(segment(sinus(40).millivolts, 250, '2026-01-02T09:00:00Z')))).to.deep.equal([
      'stale',
    ])
    expect(reasonFor(changed((observation) => delete observation.effectiveDateTime))).to.deep.equal(['stale'])
    const child = ecgBundle({ ...patient, birthDate: '2015-01-01' }, [segment(sinus(40).millivolts, 250)])
    expect(reasonFor(child)).to.deep.equal(['out-of-population'])
    expect(reasonFor(changed((observation) => (observation.status = 'entered-in-error')))).to.deep.equal([
      'missing-feature',
    ])
    const noise = {
      kind: 'sinus',
      seconds: 60,
      samplingHertz: 100,
      seed: 5,
      noise: { kind: 'motion', decibels: -12 },
    } as const
    const { outcome } = model.assess(syntheticBundle(noise), new Date('2026-01-05T12:00:00Z'))
    expect(outcome.status).to.equal('abstained')
  })

  for (const [name, signal] of [
    ['one sample', Float32Array.of(1)],
    ['a flat line', new Float32Array(30_000).fill(1)],
    ['zeros', new Float32Array(30_000)],
    [
      'a square wave from rail to rail',
      Float32Array.from({ length: 30_000 }, (_, index) => (index % 7 < 3 ? 5 : -5)),
    ],
    [
      'a sine of 10 Hz',
      Float32Array.from({ length: 30_000 }, (_, index) => Math.sin((2 * Math.PI * 10 * index) / 250)),
    ],
    [
      'hum of a loose electrode, cut off by the amplifier',
      Float32Array.from({ length: 30_000 }, (_, index) =>
        Math.sin((2 * Math.PI * 50 * index) / 250 + 0.1) > 0 ? 5 : -5,
      ),
    ],
    ['twenty seconds', sinus(20).millivolts],
  ] as const) {
    it(`abstains on ${name}`, () => {
      expect(reasonFor(bundleOf(segment(signal, 250)))).to.deep.equal(['unreadable'])
    })
  }

  it('abstains where every sample is an error or saturated', () => {
    for (const mark of ['E', 'U', 'L'] as const) {
      const counts = Array<typeof mark>(20_000).fill(mark)
      const marked = { start: recordedAt, samplingHertz: 250, counts, stepMillivolts: 0.005 }
      expect(reasonFor(bundleOf(marked))).to.deep.equal(['unreadable'])
    }
  })

  it('takes four million samples of one digit, which a Bundle can hold, and refuses five', async () => {
    const data = (samples: number) =>
      changed((observation) => {
        const sampled = observation.valueSampledData as Record<string, unknown>
        sampled.data = '1 '.repeat(samples - 1).concat('1')
      }, 1)
    expect(JSON.stringify(data(4_000_000)).length).to.be.lessThan(bundleLimits.maximumBytes)
    expect(reasonFor(data(4_000_000))).to.deep.equal(['unreadable'])
    await expectError(() => model.assess(data(5_000_000), asOf), 'INPUT_TOO_LARGE', /5000000 samples/)
  })

  it('says an hour of 360 Hz fits a Bundle', async () => {
    const { recording } = await readRealExcerpt()
    const counts = [...recording.millivolts].map((value) => Math.round(value * 200))
    const hour = bundleOf({
      start: recordedAt,
      samplingHertz: 360,
      stepMillivolts: 0.005,
      counts: Array.from({ length: 12 }, () => counts).flat(),
    })
    const bytes = new TextEncoder().encode(JSON.stringify(hour))
    expect(bytes.length).to.be.lessThan(bundleLimits.maximumBytes)
    const outcome = answerTo(parseBundle(bytes))
    expect(outcome.durationSeconds).to.be.closeTo(3600, 0.01)
    expect(outcome.rateSeries.rates).to.have.length(360)
  })

  for (const [what, edit, code, words] of [
    [
      'another unit',
      (o) => ((o.valueSampledData as Part).origin = { value: 0 }),
      'FEATURE_UNIT_MISMATCH',
      /UCUM/,
    ],
    ['10,000 Hz', (o) => ((o.valueSampledData as Part).period = 0.1), 'OBSERVATION_INVALID', /period/],
    ['1 Hz', (o) => ((o.valueSampledData as Part).period = 1000), 'OBSERVATION_INVALID', /period/],
    [
      'impossible voltages',
      (o) => ((o.valueSampledData as Part).factor = 50),
      'FEATURE_OUT_OF_RANGE',
      /1000 mV/,
    ],
    ['a modifier', (o) => (o.modifierExtension = [{ url: 'x' }]), 'OBSERVATION_INVALID', /modifierExtension/],
    [
      'a time that is none',
      (o) => (o.effectiveDateTime = 'yesterday'),
      'OBSERVATION_INVALID',
      /FHIR dateTime/,
    ],
    [
      'a time to come',
      (o) => (o.effectiveDateTime = '2027-01-01'),
      'OBSERVATION_INVALID',
      /after the assessment/,
    ],
    ['no subject', (o) => delete o.subject, 'SUBJECT_INVALID', /no patient/],
  ] as [string, (observation: Part) => unknown, Parameters<typeof expectError>[1], RegExp][]) {
    it(`refuses ${what}`, () => expectError(() => model.assess(changed(edit), asOf), code, words))
  }

  it('refuses segments that overlap, differ in rate, or say no time', async () => {
    const { millivolts } = sinus(40)
    const twice = bundleOf(segment(millivolts, 250), segment(millivolts, 250, '2026-11-02T09:00:20Z'))
    await expectError(() => model.assess(twice, asOf), 'FEATURE_CONTRADICTORY', /overlap/)
    const mixed = bundleOf(segment(millivolts, 250), segment(millivolts, 500, '2026-11-02T09:00:40Z'))
    await expectError(() => model.assess(mixed, asOf), 'OBSERVATION_INVALID', /different periods/)
    const untimed = JSON.parse(JSON.stringify(twice)) as Bundle
    delete ((untimed.entry[1] as { resource: unknown }).resource as Part).effectiveDateTime
    await expectError(() => model.assess(untimed, asOf), 'OBSERVATION_INVALID', /says no time/)
  })

  it('reads components, prefers lead II, and refuses one lead twice', async () => {
    const lead = (code: string, data: unknown) => ({
      code: { coding: [{ system: 'urn:iso:std:iso:11073:10101', code }] },
      valueSampledData: data,
    })
    const panel = (codes: readonly string[]) =>
      changed((observation) => {
        const data = observation.valueSampledData as Part
        const flat = { ...data, data: '0 '.repeat(9_999).concat('0') }
        delete observation.valueSampledData
        observation.component = codes.map((code) => lead(code, code === '131330' ? data : flat))
      })
    expect(answerTo(panel(['131329', '131330', '131389'])).screenText).to.match(/^Lead II\./)
    expect(reasonFor(panel(['131329']))).to.deep.equal(['unreadable'])
    await expectError(
      () => model.assess(panel(['131330', '131330']), asOf),
      'OBSERVATION_INVALID',
      /one lead twice/,
    )
  })
})

type Part = Record<string, unknown>
