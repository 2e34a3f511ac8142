import { expect } from 'chai'
import fc from 'fast-check'
import { heartFeatures } from '../../../oracle/models/risk/heart/features.ts'
import type { Bundle } from '../../../sdk/fhir/bundle.ts'
import type { FeatureReading } from '../../../sdk/fhir/featureSpec.ts'
import { readFeatures } from '../../../sdk/fhir/readFeatures.ts'
import { rowToBundle } from '../../../sdk/fhir/rowToBundle.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'
import { fixtureTime, heartBundle, type MutableBundle, observationOf } from '../../helpers/heartModel.ts'

function read(bundle: MutableBundle | Bundle, asOf = fixtureTime): FeatureReading[] {
  return readFeatures(bundle as Bundle, heartFeatures, { asOf })
}

function readingOf(bundle: MutableBundle, feature: string, asOf = fixtureTime): FeatureReading | undefined {
  return read(bundle, asOf).find(({ name }) => name === feature)
}

function addCopy(bundle: MutableBundle, feature: string, changes: Record<string, unknown>): void {
  const resource = {
    ...structuredClone(observationOf(bundle, feature)),
    ...changes,
    id: `copy-of-${feature}-2`,
  }
  bundle.entry.push({ fullUrl: `https://salus.example/fhir/Observation/${resource.id}`, resource })
}

const cholesterol = (value: number, unit = 'mg/dL') => ({
  valueQuantity: { value, system: 'http://unitsofmeasure.org', code: unit },
})

describe('readFeatures', () => {
  it('reads every feature of the fixture in the order of the card', async () => {
    const readings = read(await heartBundle())
    expect(readings.map(({ name }) => name)).to.deep.equal(heartFeatures.map(({ name }) => name))
    expect(readings.map(({ value }) => value)).to.deep.equal([61, 1, 1, 134, 234, 0, 0, 145, 0, 2.6, 2, 2, 3])
    expect(readings.every(({ status }) => status === 'present')).to.equal(true)
    expect(readings[2]?.display).to.equal('Typical angina')
    expect(readings[3]?.display).to.equal('134 mm Hg')
  })

  it('reads back every row that rowToBundle writes', () => {
    const value = heartFeatures.map(({ possible: [low, high], allowed, sources }) => {
      if (allowed) return fc.constantFrom(...allowed)
      const scale = sources[0]?.kind === 'quantity' ? 10 : 1
      return fc.integer({ min: low * scale, max: high * scale }).map((steps) => steps / scale)
    })
    fc.assert(
      fc.property(fc.tuple(...value.map((one) => fc.option(one, { nil: null }))), (row) => {
        fc.pre(row.some((cell) => cell !== null))
        const bundle = rowToBundle(row, heartFeatures, {
          patientDid: 'did:ethr:0x7a69:0x01',
          patientId: 'p',
          effective: fixtureTime.toISOString(),
        })
        expect(read(bundle).map((reading) => reading.value)).to.deep.equal(row)
      }),
      { numRuns: 50 },
    )
  })

  it('reports a missing feature', async () => {
    const bundle = await heartBundle()
    bundle.entry = bundle.entry.filter(({ resource }) => !resource.id.endsWith('-chol'))
    expect(readingOf(bundle, 'chol')).to.deep.equal({
      name: 'chol',
      status: 'missing',
      value: null,
      display: '',
      effective: null,
    })
  })

  for (const status of ['registered', 'preliminary', 'cancelled', 'entered-in-error', 'unknown', undefined]) {
    it(`does not use an Observation of status ${status}`, async () => {
      const bundle = await heartBundle()
      observationOf(bundle, 'chol').status = status
      expect(readingOf(bundle, 'chol')?.status).to.equal('missing')
    })
  }

  it('takes an Observation that says its value is absent for missing', async () => {
    const bundle = await heartBundle()
    const observation = observationOf(bundle, 'chol')
    delete observation.valueQuantity
    observation.dataAbsentReason = { text: 'not done' }
    expect(readingOf(bundle, 'chol')?.status).to.equal('missing')
  })

  it('reports a value older than the maximum age as stale', async () => {
    const bundle = await heartBundle()
    const days = (count: number) => new Date(fixtureTime.getTime() + count * 86_400_000)
    expect(readingOf(bundle, 'trestbps', days(90))?.status).to.equal('present')
    expect(readingOf(bundle, 'trestbps', days(91))?.status).to.equal('stale')
    expect(readingOf(bundle, 'chol', days(91))?.status).to.equal('present')
  })

  it('reports an undated value as stale', async () => {
    const bundle = await heartBundle()
    delete observationOf(bundle, 'chol').effectiveDateTime
    expect(readingOf(bundle, 'chol')?.status).to.equal('stale')
  })

  it('takes the newest of several values', async () => {
    const bundle = await heartBundle()
    addCopy(bundle, 'chol', { ...cholesterol(199), effectiveDateTime: '2026-10-30' })
    expect(readingOf(bundle, 'chol')?.value).to.equal(234)
    addCopy(bundle, 'chol', { ...cholesterol(198), effectiveDateTime: '2026-11-03T09:00:00.000Z' })
    await expectError(() => read(bundle), 'FEATURE_CONTRADICTORY', /chol/)
  })

  it('refuses two different values of the same time, and of no time', async () => {
    const bundle = await heartBundle()
    addCopy(bundle, 'chol', cholesterol(199))
    await expectError(() => read(bundle), 'FEATURE_CONTRADICTORY', /two different values for .*\(chol\)/)
    const undated = await heartBundle()
    addCopy(undated, 'chol', { ...cholesterol(199), effectiveDateTime: undefined })
    await expectError(() => read(undated), 'FEATURE_CONTRADICTORY', /\(chol\)/)
  })

  it('accepts the same value twice', async () => {
    const bundle = await heartBundle()
    addCopy(bundle, 'chol', {})
    expect(readingOf(bundle, 'chol')?.value).to.equal(234)
  })

  it('refuses an Observation with an extension that may change its meaning', async () => {
    const bundle = await heartBundle()
    observationOf(bundle, 'chol').modifierExtension = [{ url: 'https://example.org/not', valueBoolean: true }]
    await expectError(() => read(bundle), 'OBSERVATION_INVALID', /modifierExtension/)
  })

  it('refuses another unit, another unit system and no unit, naming the feature and its unit', async () => {
    for (const quantity of [
      { value: 6.05, system: 'http://unitsofmeasure.org', code: 'mmol/L' },
      { value: 234, system: 'http://snomed.info/sct', code: 'mg/dL' },
      { value: 234, unit: 'mg/dL' },
    ]) {
      const bundle = await heartBundle()
      observationOf(bundle, 'chol').valueQuantity = quantity
      await expectError(
        () => read(bundle),
        'FEATURE_UNIT_MISMATCH',
        /\(chol\) must be in the UCUM unit mg\/dL/,
      )
    }
  })

  it('accepts a unit that differs in annotation only', async () => {
    const bundle = await heartBundle()
    observationOf(bundle, 'thalach').valueQuantity = {
      value: 145,
      system: 'http://unitsofmeasure.org',
      code: '{beats}/min',
    }
    expect(readingOf(bundle, 'thalach')?.value).to.equal(145)
  })

  it('refuses an impossible value with the range, never the value', async () => {
    const bundle = await heartBundle()
    Object.assign(observationOf(bundle, 'chol'), cholesterol(98765))
    const error = await errorOf(() => read(bundle))
    expect(error.code).to.equal('FEATURE_OUT_OF_RANGE')
    expect(error.message).to.match(/\(chol\) is outside what is possible: 20 to 2000 mg\/dL/)
    expect(error.message).not.to.include('98765')
    const vessels = await heartBundle()
    observationOf(vessels, 'ca').valueInteger = 4
    await expectError(() => read(vessels), 'FEATURE_OUT_OF_RANGE', /\(ca\).*: 0, 1, 2, 3/)
  })

  it('refuses values of the wrong kind', async () => {
    const wrong: [feature: string, change: Record<string, unknown>, words: RegExp][] = [
      ['chol', { valueQuantity: undefined, valueString: 'high' }, /valueQuantity/],
      ['chol', { valueQuantity: { value: '234' } }, /wrong form/],
      ['chol', { valueQuantity: { ...cholesterol(1).valueQuantity, comparator: '<' } }, /bound/],
      ['exang', { valueBoolean: 'yes' }, /wrong form/],
      ['exang', { valueBoolean: undefined, valueInteger: 1 }, /valueBoolean/],
      ['ca', { valueInteger: 1.5 }, /wrong form/],
      ['ca', { valueInteger: undefined, valueBoolean: true }, /valueInteger/],
      [
        'thal',
        { valueCodeableConcept: { coding: [{ system: 'x', code: 'normal' }] } },
        /one of the codes normal/,
      ],
      ['thal', { valueCodeableConcept: undefined, valueBoolean: true }, /valueCodeableConcept/],
      ['chol', { effectiveDateTime: 'yesterday' }, /not a FHIR dateTime/],
      ['chol', { effectiveDateTime: '2026-13-40' }, /not a FHIR dateTime/],
      ['chol', { effectiveDateTime: 7 }, /time of the wrong form/],
      ['chol', { effectiveDateTime: '2027-01-01' }, /dated after/],
    ]
    for (const [feature, change, words] of wrong) {
      const bundle = await heartBundle()
      Object.assign(observationOf(bundle, feature), change)
      await expectError(() => read(bundle), 'OBSERVATION_INVALID', words)
    }
  })

  it('reads a component of a panel', async () => {
    const bundle = await heartBundle()
    const observation = observationOf(bundle, 'trestbps')
    observation.component = [{ code: observation.code, valueQuantity: observation.valueQuantity }]
    observation.code = { coding: [{ system: 'http://loinc.org', code: '85354-9' }] }
    delete observation.valueQuantity
    expect(readingOf(bundle, 'trestbps')?.value).to.equal(134)
  })

  it('derives fasting glucose above 120 mg/dL from the measured glucose', async () => {
    const bundle = await heartBundle()
    const observation = observationOf(bundle, 'fbs')
    delete observation.valueBoolean
    observation.code = { coding: [{ system: 'http://loinc.org', code: '1558-6' }] }
    Object.assign(observation, cholesterol(121))
    expect(readingOf(bundle, 'fbs')?.value).to.equal(1)
    Object.assign(observation, cholesterol(120))
    expect(readingOf(bundle, 'fbs')?.value).to.equal(0)
  })

  it('refuses a measured glucose that is impossible, though only its being above 120 counts', async () => {
    for (const value of [-9, 5.5, 1501]) {
      const bundle = await heartBundle()
      const observation = observationOf(bundle, 'fbs')
      delete observation.valueBoolean
      observation.code = { coding: [{ system: 'http://loinc.org', code: '1558-6' }] }
      Object.assign(observation, cholesterol(value))
      await expectError(() => read(bundle), 'FEATURE_OUT_OF_RANGE', /\(fbs\).*10 to 1500 mg\/dL/)
    }
  })

  it('holds an age against the birth date at the time of the Observation', async () => {
    const bundle = await heartBundle()
    Object.assign(bundle.entry[0]?.resource ?? {}, { birthDate: '1965-06-03' })
    Object.assign(observationOf(bundle, 'age').valueQuantity as object, { value: 50 })
    observationOf(bundle, 'age').effectiveDateTime = '2015-11-02'
    expect(readingOf(bundle, 'age')).to.deep.include({ status: 'present', value: 61 })
    observationOf(bundle, 'age').effectiveDateTime = '2026-06-02'
    await expectError(() => read(bundle), 'FEATURE_CONTRADICTORY', /\(age\)/)
    const years = new Date('2027-07-01T00:00:00Z')
    Object.assign(observationOf(bundle, 'age').valueQuantity as object, { value: 60 })
    observationOf(bundle, 'age').effectiveDateTime = '2026-06-02'
    expect(readingOf(bundle, 'age', years)).to.deep.include({ status: 'present', value: 62 })
  })

  it('does not refuse a record for ever for what is older than the maximum age', async () => {
    const old = { effectiveDateTime: '2015-01-01' }
    for (const change of [
      cholesterol(6, 'mmol/L'),
      cholesterol(-9),
      { valueQuantity: undefined, valueString: 'high' },
      { modifierExtension: [{ url: 'https://example.org/not', valueBoolean: true }] },
    ]) {
      const bundle = await heartBundle()
      addCopy(bundle, 'chol', { ...change, ...old })
      expect(readingOf(bundle, 'chol')).to.deep.include({ status: 'present', value: 234 })
      Object.assign(observationOf(bundle, 'chol'), change, old)
      expect(readingOf(bundle, 'chol')).to.deep.include({ status: 'stale', value: null, display: '' })
    }
    const glucose = await heartBundle()
    addCopy(glucose, 'fbs', {
      ...cholesterol(-9),
      ...old,
      valueBoolean: undefined,
      code: { coding: [{ system: 'http://loinc.org', code: '1558-6' }] },
    })
    expect(readingOf(glucose, 'fbs')?.status).to.equal('present')
    const differing = await heartBundle()
    Object.assign(observationOf(differing, 'chol'), old)
    addCopy(differing, 'chol', { ...cholesterol(199), ...old })
    expect(readingOf(differing, 'chol')?.status).to.equal('stale')
  })

  it('falls back to the birth date and gender of the Patient, and refuses a gender that differs', async () => {
    const bundle = await heartBundle()
    Object.assign(bundle.entry[0]?.resource ?? {}, { birthDate: '1965-11-03', gender: 'male' })
    expect(readingOf(bundle, 'age')?.value).to.equal(61)
    bundle.entry = bundle.entry.filter(({ resource }) => !/-(age|sex)$/.test(resource.id))
    expect(readingOf(bundle, 'age')?.value).to.equal(60)
    expect(readingOf(bundle, 'sex')?.value).to.equal(1)
    const other = await heartBundle()
    Object.assign(other.entry[0]?.resource ?? {}, { gender: 'female' })
    await expectError(() => read(other), 'FEATURE_CONTRADICTORY', /\(sex\)/)
    Object.assign(other.entry[0]?.resource ?? {}, { gender: 'male', birthDate: '1980-01-01' })
    await expectError(() => read(other), 'FEATURE_CONTRADICTORY', /\(age\)/)
  })

  it('ignores Observations of other codes, however malformed', async () => {
    const bundle = await heartBundle()
    addCopy(bundle, 'chol', { code: { coding: 'none' }, valueQuantity: 'x' })
    addCopy(bundle, 'chol', {
      code: { coding: [{ system: 'http://loinc.org', code: '2085-9' }] },
      component: 'x',
    })
    expect(readingOf(bundle, 'chol')?.value).to.equal(234)
  })
})
