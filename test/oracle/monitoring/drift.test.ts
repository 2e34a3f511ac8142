import { expect } from 'chai'
import fc from 'fast-check'
import { seededRandom } from '../../../oracle/models/random.ts'
import {
  driftMonitor,
  leastCount,
  leastForIndex,
  stabilityIndex,
  type WatchedModel,
} from '../../../oracle/monitoring/drift.ts'
import { binOf, driftReferenceOf } from '../../../oracle/monitoring/driftReference.ts'
import type { FeatureSpec } from '../../../sdk/fhir/featureSpec.ts'
import type { ClinicalReport, Outcome } from '../../../sdk/inference/clinicalReport.ts'

const spec = (name: string, allowed?: readonly number[]): FeatureSpec => ({
  name,
  label: name,
  unit: '1',
  sources: [{ kind: 'integer', system: 'urn:test', code: name }],
  possible: [0, 100],
  maximumAgeDays: 1,
  ...(allowed ? { allowed } : {}),
})

const random = seededRandom(5)
const rows = Array.from({ length: 500 }, (_, row) => [row % 5 === 4 ? null : random() * 100, row % 2])
const drift = driftReferenceOf(
  [spec('level'), spec('sex', [0, 1])],
  rows,
  rows.map(() => random()),
)
const model: WatchedModel = { version: '0x01', card: { name: 'trial' }, drift }

const answered = (probability: number) =>
  ({ status: 'answered', kind: 'risk', probability }) as unknown as Outcome
const abstained = { status: 'abstained', reasons: [{ code: 'uncertain', text: '' }] } as unknown as Outcome

function report(values: readonly (number | null | undefined)[], outcome: Outcome, modelVersion = '0x01') {
  const features = ['level', 'sex'].map((name, index) => {
    const value = values[index] ?? null
    return { name, received: value === null ? null : { value, display: '' }, used: value }
  })
  return { model: { modelVersion }, outcome, features } as unknown as ClinicalReport
}

describe('driftMonitor', () => {
  it('calls people like those of the training rows stable, and others shifted', () => {
    const same = driftMonitor([model])
    const older = driftMonitor([model])
    for (const [level, sex] of rows) {
      same.observe(report([level, sex], answered(random())))
      older.observe(
        report(
          [level === null || level === undefined ? null : Math.min(100, level + 40), sex],
          answered(0.95),
        ),
      )
    }
    const [stable] = same.summary()
    const [shifted] = older.summary()
    expect(stable?.features[0]?.stabilityIndex).to.be.lessThan(0.01)
    expect(stable?.features[1]?.stabilityIndex).to.be.lessThan(0.01)
    expect(stable?.answer.stabilityIndex).to.be.lessThan(0.1)
    expect(shifted?.features[0]?.stabilityIndex).to.be.greaterThan(0.25)
    expect(shifted?.features[1]?.stabilityIndex).to.be.lessThan(0.01)
    expect(shifted?.answer.stabilityIndex).to.be.greaterThan(0.25)
  })

  it('counts what a model abstains on by reason', () => {
    const monitor = driftMonitor([model])
    for (let person = 0; person < 100; person++)
      monitor.observe(report([50, 1], person < 25 ? abstained : answered(0.1)))
    const [summary] = monitor.summary()
    expect(summary?.reports).to.equal(100)
    expect(summary?.abstained).to.deep.equal([{ code: 'uncertain', share: 0.25 }])
  })

  it('never shows a count of fewer than twenty people, nor lets one follow from the total', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 150 }), (sexes) => {
        const monitor = driftMonitor([model])
        for (const sex of sexes) monitor.observe(report([null, sex], answered(0.5)))
        const [summary] = monitor.summary()
        expect(summary?.reports ?? leastCount).to.be.at.least(leastCount)
        for (const { counts, stabilityIndex: index } of [
          ...(summary?.features ?? []),
          ...(summary ? [summary.answer] : []),
        ]) {
          for (const count of counts) expect(count ?? leastCount).to.be.at.least(leastCount)
          expect(counts.filter((count) => count === null).length).not.to.equal(1)
          if (sexes.length < leastForIndex) expect(index).to.equal(null)
        }
      }),
    )
  })

  it('moves on by twenty people at a time', () => {
    const monitor = driftMonitor([model])
    const tell = (people: number) => {
      for (let person = 0; person < people; person++) monitor.observe(report([50, 1], answered(0.1)))
      return JSON.stringify(monitor.summary())
    }
    const after120 = tell(120)
    expect(tell(19)).to.equal(after120)
    expect(tell(1)).not.to.equal(after120)
  })

  it('does not count reports of models that it does not watch', () => {
    const monitor = driftMonitor([model, { version: '0x02', card: { name: 'unknown' } }])
    for (let person = 0; person < 50; person++) {
      monitor.observe(report([1, 1], answered(0.5), '0x02'))
      monitor.observe(report([1, 1], answered(0.5), '0x03'))
    }
    expect(monitor.summary().map(({ model: name, reports }) => [name, reports])).to.deep.equal([
      ['trial', null],
    ])
  })

  it('holds nothing but counts', () => {
    const monitor = driftMonitor([model])
    for (let person = 0; person < 200; person++) monitor.observe(report([77.125, 1], answered(0.4321)))
    const told = JSON.stringify(monitor.summary())
    expect(told).not.to.include('77.125')
    expect(told).not.to.include('0.4321')
  })
})

describe('stabilityIndex', () => {
  it('is zero for equal shares, positive otherwise, and the same in both directions', () => {
    expect(stabilityIndex([10, 20, 30], [10, 20, 30])).to.equal(0)
    const bins = fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(bins, bins, (one, other) => {
        expect(stabilityIndex(one, other)).to.be.at.least(-1e-12)
        expect(stabilityIndex(one, other)).to.be.closeTo(stabilityIndex(other, one), 1e-9)
      }),
    )
  })
})

describe('driftReferenceOf', () => {
  it('cuts quantities into fifths, gives each code a bin, and counts what is missing', () => {
    const [level, sex] = drift.features
    expect(level?.histogram.counts).to.deep.equal([80, 80, 80, 80, 80])
    expect(level?.missing).to.equal(100)
    expect(sex?.histogram).to.deep.equal({ edges: [0.5], counts: [250, 250] })
    expect(drift.answer.counts.reduce((sum, count) => sum + count, 0)).to.equal(500)
  })

  it('puts a value on an edge into the bin below', () => {
    expect([0.9, 1, 1.1, 3].map((value) => binOf([1, 2], value))).to.deep.equal([0, 0, 1, 2])
  })
})
