import { expect } from 'chai'
import fc from 'fast-check'
import { readSampledData, type SampledDataRules } from '../../../sdk/fhir/sampledData.ts'
import { leadOf } from '../../../sdk/fhir/sampledDataLeads.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'

const rules: SampledDataRules = {
  label: 'The signal',
  units: { mV: 1, uV: 0.001 },
  period: [0.5, 10],
  maximumSamples: 1000,
}
const ucum = 'http://unitsofmeasure.org'
const good = {
  origin: { value: 0, system: ucum, code: 'mV' },
  period: 4,
  factor: 0.5,
  lowerLimit: -5,
  upperLimit: 5,
  dimensions: 1,
  data: '1 -2 0.5 -.25 E U L',
}
const read = (change: object = {}) => readSampledData({ ...good, ...change }, rules)

describe('readSampledData', () => {
  it('reads decimals, errors and saturation', () => {
    const { samplingHertz, values } = read()
    expect(samplingHertz).to.equal(250)
    expect([...values]).to.deep.equal([0.5, -1, 0.25, -0.125, Number.NaN, Infinity, -Infinity])
  })

  it('adds the origin after the factor and converts allowed units only', () => {
    expect([
      ...read({ origin: { value: -512, system: ucum, code: 'uV' }, factor: 500, data: '1 2' }).values,
    ]).to.deep.equal([Math.fround(-0.012), Math.fround(0.488)])
  })

  it('reads back every list of decimals', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9999, max: 9999 }), { minLength: 1, maxLength: 50 }),
        (counts) => {
          expect([...read({ factor: 1, data: counts.join(' ') }).values]).to.deep.equal(
            counts.map((count) => count + 0),
          )
        },
      ),
    )
  })

  for (const [what, change, code, words] of [
    ['another unit', { origin: { value: 0, system: ucum, code: 'V' } }, 'FEATURE_UNIT_MISMATCH', /mV, uV/],
    ['no unit', { origin: { value: 0 } }, 'FEATURE_UNIT_MISMATCH', /in none/],
    [
      'a unit by an inherited name',
      { origin: { value: 0, system: ucum, code: 'toString' } },
      'FEATURE_UNIT_MISMATCH',
      /UCUM/,
    ],
    [
      'a unit of another system',
      { origin: { value: 0, system: 'x', code: 'mV' } },
      'FEATURE_UNIT_MISMATCH',
      /UCUM/,
    ],
    ['two dimensions', { dimensions: 2 }, 'OBSERVATION_INVALID', /one dimension/],
    ['a period of 0', { period: 0 }, 'OBSERVATION_INVALID', /period/],
    ['a negative period', { period: -4 }, 'OBSERVATION_INVALID', /period/],
    ['a period of years', { period: 1e12 }, 'OBSERVATION_INVALID', /between 0.5 and 10 ms/],
    ['a tiny period', { period: 5e-324 }, 'OBSERVATION_INVALID', /between 0.5 and 10 ms/],
    ['a factor of 0', { factor: 0 }, 'OBSERVATION_INVALID', /factor of 0/],
    ['a bounded origin', { origin: { ...good.origin, comparator: '<' } }, 'OBSERVATION_INVALID', /bound/],
    ['no data', { data: undefined }, 'OBSERVATION_INVALID', /no data/],
    ['empty data', { data: '' }, 'OBSERVATION_INVALID', /no data/],
    ['two spaces', { data: '1  2' }, 'OBSERVATION_INVALID', /the 2th/],
    ['a trailing space', { data: '1 ' }, 'OBSERVATION_INVALID', /the 2th/],
    ['a tab', { data: '1\t2' }, 'OBSERVATION_INVALID', /neither E, U, L/],
    ['NaN', { data: 'NaN' }, 'OBSERVATION_INVALID', /neither E, U, L/],
    ['Infinity', { data: '-Infinity' }, 'OBSERVATION_INVALID', /neither E, U, L/],
    ['hexadecimal', { data: '0x10' }, 'OBSERVATION_INVALID', /neither E, U, L/],
    ['an exponent', { data: '1e5' }, 'OBSERVATION_INVALID', /neither E, U, L/],
    ['a number of a thousand digits', { data: '9'.repeat(1000) }, 'OBSERVATION_INVALID', /sensible size/],
    ['an overflow by the factor', { factor: 1e300, data: '99' }, 'OBSERVATION_INVALID', /sensible size/],
    ['too many samples', { data: Array(1001).fill('1').join(' ') }, 'INPUT_TOO_LARGE', /at most 1000/],
    ['data that is a list', { data: [1, 2] }, 'OBSERVATION_INVALID', /malformed valueSampledData: data/],
  ] as const) {
    it(`refuses ${what}`, () => expectError(() => read(change), code, words))
  }

  it('refuses what is no object, and never says a sample', async () => {
    await expectError(() => readSampledData(null, rules), 'OBSERVATION_INVALID', /malformed/)
    const error = await errorOf(() => read({ data: '123456789 x98765x' }))
    expect(error.message).not.to.match(/12345|98765/)
  })
})

describe('leadOf', () => {
  it('knows leads by either name of the nomenclature, and an EKG study', () => {
    expect(leadOf({ system: 'urn:oid:2.16.840.1.113883.6.24', code: '131330' })?.name).to.equal('II')
    expect(leadOf({ system: 'urn:iso:std:iso:11073:10101', code: '131390' })?.name).to.equal('aVR')
    expect(leadOf({ system: 'http://loinc.org', code: '11524-6' })?.name).to.equal('unspecified')
    expect(leadOf({ system: 'http://loinc.org', code: '131330' })).to.equal(undefined)
    expect(leadOf({})).to.equal(undefined)
  })
})
