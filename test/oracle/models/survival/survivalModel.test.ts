import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { selfCheck } from '../../../../oracle/models/golden.ts'
import { modelFolder } from '../../../../oracle/models/modelFolder.ts'
import { readGbsg } from '../../../../oracle/models/survival/breast/dataset.ts'
import { loadSurvivalModel, type SurvivalModel } from '../../../../oracle/models/survival/survivalModel.ts'
import { medianYears } from '../../../../oracle/models/survival/survivalPredictor.ts'
import { loadRuntime, type Runtime } from '../../../../oracle/runtime/tensorflow.ts'
import type { Bundle } from '../../../../sdk/fhir/bundle.ts'
import { rowToBundle } from '../../../../sdk/fhir/rowToBundle.ts'
import { expectError } from '../../../helpers/expectError.ts'

const asOf = new Date('2026-01-15T12:00:00Z')
const options = {
  patientDid: 'did:ethr:0x7a69:0x0000000000000000000000000000000000000001',
  patientId: 'patient',
  effective: '2026-01-05T09:00:00Z',
}
// Age, menopause, size, grade, nodes, progesterone and oestrogen receptor, hormone therapy.
const mild = [58, 1, 18, 2, 1, 210, 180, 1]
const severe = [58, 1, 55, 3, 12, 0, 3, 0]

describe('the breast survival model', () => {
  let runtime: Runtime
  let model: SurvivalModel

  before(async () => {
    runtime = await loadRuntime()
    model = await loadSurvivalModel(await modelFolder('breast-survival'), runtime)
  })

  const bundleOf = (row: readonly (number | null)[]) => rowToBundle(row, model.card.features, options)
  const withValue = (index: number, value: number | null) =>
    mild.map((own, column) => (column === index ? value : own))

  function answer(bundle: Bundle, at: Date = asOf) {
    const { outcome, features } = model.assess(bundle, at)
    if (outcome.status !== 'answered') throw new Error('The model abstained.')
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
    const outcomes = model.golden.cases.map(
      ({ bundle, asOf: at }) => model.assess(bundle, new Date(at)).outcome,
    )
    expect(new Set(outcomes.map(({ status }) => status))).to.deep.equal(new Set(['answered', 'abstained']))
  })

  it('says what it said when it was shipped', () => {
    const { outcome } = answer(bundleOf(mild))
    expect(outcome.curve).to.have.length(14)
    expect(outcome.curve.map(({ years }) => years)).to.deep.equal(model.card.curveYears)
    expect(outcome.curve[9]).to.deep.equal({ years: 5, share: 0.7882, interval: [0.7539, 0.823] })
    expect([outcome.relativeHazard, outcome.medianYears]).to.deep.equal([0.2921, null])
  })

  it('gives curves that fall from 1 at most, inside their intervals, and lower for the worse off', () => {
    const curves = [mild, severe].map((row) => answer(bundleOf(row)).outcome)
    for (const { curve, reference } of curves) {
      for (const [index, { share, interval }] of curve.entries()) {
        const [low, high] = interval
        expect(low).to.be.at.most(share)
        expect(high).to.be.at.least(share)
        expect(share).to.be.within(0, index === 0 ? 1 : (curve[index - 1]?.share as number))
        expect(reference[index]?.share).to.be.within(0, 1)
      }
    }
    const [better, worse] = curves
    for (const [index, { share }] of (worse?.curve ?? []).entries()) {
      expect(share).to.be.below(better?.curve[index]?.share as number)
    }
    expect(worse?.medianYears).to.be.a('number')
    expect(worse?.relativeHazard).to.be.above(better?.relativeHazard as number)
  })

  it('has contributions that add up to the log of the relative hazard', () => {
    for (const row of [mild, severe]) {
      const { outcome, features } = answer(bundleOf(row))
      const sum = features.reduce((total, { contribution }) => total + contribution, 0)
      expect(sum).to.be.closeTo(Math.log(outcome.relativeHazard), 1e-3) // eight roundings to 4 decimals
      expect(features.map(({ used }) => used)).to.deep.equal(row)
    }
  })

  it('has the curve of a woman at the training means as reference', () => {
    const { outcome } = answer(bundleOf(mild))
    for (const [index, { share }] of outcome.curve.entries()) {
      const reference = outcome.reference[index]?.share as number
      expect(share).to.be.closeTo(reference ** outcome.relativeHazard, 2e-4)
    }
  })

  it('reads size by its class', () => {
    const shares = (size: number) => answer(bundleOf(withValue(2, size))).outcome.curve
    expect(shares(20)).to.deep.equal(shares(5))
    expect(shares(21)).not.to.deep.equal(shares(20))
    expect(shares(50)).to.deep.equal(shares(21))
    expect(shares(120)).to.deep.equal(shares(51))
  })

  it('abstains on each missing feature, naming it', () => {
    for (const [index, { name }] of model.card.features.entries()) {
      expect(reasonsOf(bundleOf(withValue(index, null)))).to.deep.equal([['missing-feature', name]])
    }
  })

  it('abstains on values of an operation long ago', () => {
    const reasons = reasonsOf(bundleOf(mild), new Date('2026-08-01T00:00:00Z'))
    expect(reasons).to.deep.include(['stale', 'nodes'])
  })

  it('abstains outside the population: no positive nodes, or a man', () => {
    expect(reasonsOf(bundleOf(withValue(4, 0)))).to.deep.equal([['out-of-population', 'nodes']])
    const bundle = bundleOf(mild)
    const entry = bundle.entry.map(({ resource, ...rest }) =>
      resource?.resourceType === 'Patient'
        ? { ...rest, resource: { ...resource, gender: 'male' } }
        : { ...rest, ...(resource ? { resource } : {}) },
    )
    expect(reasonsOf({ ...bundle, entry })).to.deep.equal([['out-of-population', undefined]])
  })

  it('abstains outside the range of its training rows, and on combinations unlike them', () => {
    expect(reasonsOf(bundleOf(withValue(0, 97)))).to.deep.equal([['out-of-range', 'age']])
    expect(reasonsOf(bundleOf(withValue(4, 60)))).to.deep.equal([['out-of-range', 'nodes']])
    expect(reasonsOf(bundleOf([90, 1, 18, 2, 33, 4000, 0, 1]))).to.deep.equal([
      ['out-of-distribution', undefined],
    ])
  })

  it('refuses receptors in another unit, and impossible values', () => {
    const bundle = bundleOf(mild)
    const otherUnit = JSON.parse(JSON.stringify(bundle).replaceAll('fmol/mg', 'ng/mL')) as Bundle
    expect(() => model.assess(otherUnit, asOf)).to.throw(/UCUM unit fmol\/mg/)
    expect(() => model.assess(bundleOf(withValue(2, 4000)), asOf)).to.throw(/outside what is possible/)
  })

  it('predicts the same for a row alone as in a batch', async () => {
    const rows = (await readGbsg()).rows.map(({ values }) => values)
    const together = model.predict(rows)
    for (const index of [0, 511, 512, 685]) {
      expect(model.predict([rows[index] as readonly number[]])).to.deep.equal([together[index]])
    }
  })

  it('finds the median on the line between two points', () => {
    expect(medianYears([1, 2, 3], [0.9, 0.6, 0.4])).to.equal(2.5)
    expect(medianYears([1, 2], [0.9, 0.51])).to.equal(null)
    expect(medianYears([1, 2], [0.25, 0.1])).to.equal(0.7)
  })

  describe('loading', () => {
    let folder: string

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'salus-model-'))
      await cp(await modelFolder('breast-survival'), folder, { recursive: true })
    })

    afterEach(() => rm(folder, { recursive: true }))

    for (const file of ['weights.bin', 'preprocessing.json', 'training.json', 'golden.json']) {
      it(`refuses a changed ${file}`, async () => {
        const bytes = await readFile(join(folder, file))
        const digit = bytes.findLastIndex((byte) => byte >= 0x30 && byte <= 0x38)
        bytes[digit] = (bytes[digit] as number) + 1
        await writeFile(join(folder, file), bytes)
        await expectError(
          () => loadSurvivalModel(folder, runtime),
          'MODEL_INVALID',
          /does not match the hash/,
        )
      })
    }

    it('refuses a card of another shape', async () => {
      const card = JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')) as Record<string, unknown>
      await writeFile(join(folder, 'card.json'), JSON.stringify({ ...card, kind: 'risk' }))
      await expectError(
        () => loadSurvivalModel(folder, runtime),
        'MODEL_INVALID',
        /kind is missing or malformed/,
      )
    })

    it('refuses to compute on another build', async () => {
      const other = { ...runtime, fingerprint: `0x${'00'.repeat(32)}` }
      await expectError(
        () => loadSurvivalModel(folder, other),
        'RUNTIME_NOT_PINNED',
        /another TensorFlow.js build/,
      )
    })
  })
})
