import { expect } from 'chai'
import { type CoxProblem, fitCox } from '../../../../oracle/models/survival/coxRegression.ts'
import { loadRuntime, type Runtime } from '../../../../oracle/runtime/tensorflow.ts'
import { leukaemiaRows } from './leukaemia.ts'

const descent = { steps: 400, learningRate: 0.5, momentum: 0.9 }

const problemOf = (weights: readonly (readonly number[])[], penalty = 0): CoxProblem => ({
  rows: leukaemiaRows.map(({ values }) => values),
  years: leukaemiaRows.map(({ years }) => years),
  events: leukaemiaRows.map(({ event }) => event),
  rowWeights: weights,
  penalty,
})
const once = leukaemiaRows.map(() => 1)

describe('fitCox', () => {
  let runtime: Runtime

  before(async () => {
    runtime = await loadRuntime()
  })

  it('finds the published coefficient of the leukaemia trial, ties after Breslow', () => {
    const { coefficients, gradientNorm } = fitCox(runtime.tf, problemOf([once]), descent, [])
    // R survival: coxph(..., ties = "breslow") gives 1.5092; Efron's ties would give 1.5721.
    expect(coefficients[0]?.[0]).to.be.closeTo(1.5092, 5e-4)
    expect(gradientNorm).to.be.below(1e-5)
  })

  it('has the Nelson–Aalen estimator as baseline where the columns say nothing', () => {
    const problem = { ...problemOf([once]), rows: leukaemiaRows.map(() => [0]) }
    const { baselines } = fitCox(runtime.tf, problem, { ...descent, steps: 1 }, [1, 2.5])
    // Two of 42 at week 1, two of the 40 left at week 2.
    expect(baselines[0]?.[0]).to.be.closeTo(2 / 42, 1e-6)
    expect(baselines[0]?.[1]).to.be.closeTo(2 / 42 + 2 / 40, 1e-6)
  })

  it('counts a row twice as if it stood there twice, and not at all as if it did not', () => {
    const weights = leukaemiaRows.map((_, row) => row % 3)
    const { coefficients, baselines } = fitCox(runtime.tf, problemOf([weights, once]), descent, [10, 40])
    const repeated = leukaemiaRows.flatMap((row, index) => new Array(index % 3).fill(row) as (typeof row)[])
    const plain = fitCox(
      runtime.tf,
      {
        rows: repeated.map(({ values }) => values),
        years: repeated.map(({ years }) => years),
        events: repeated.map(({ event }) => event),
        rowWeights: [repeated.map(() => 1)],
        penalty: 0,
      },
      descent,
      [10, 40],
    )
    expect(coefficients[0]?.[0]).to.be.closeTo(plain.coefficients[0]?.[0] as number, 1e-4)
    expect(baselines[0]?.[1]).to.be.closeTo(plain.baselines[0]?.[1] as number, 1e-4)
  })

  it('stays finite where a resample has nobody left at the longest times', () => {
    const early = leukaemiaRows.map(({ years }) => (years < 10 ? 1 : 0))
    const { coefficients, baselines } = fitCox(runtime.tf, problemOf([early], 0.01), descent, [5, 40])
    expect(Number.isFinite(coefficients[0]?.[0])).to.equal(true)
    expect(Number.isFinite(baselines[0]?.[1])).to.equal(true)
  })

  it('shrinks under a penalty', () => {
    const free = fitCox(runtime.tf, problemOf([once]), descent, []).coefficients[0]?.[0] as number
    const held = fitCox(runtime.tf, problemOf([once], 0.1), descent, []).coefficients[0]?.[0] as number
    expect(held).to.be.within(0, free - 0.1)
  })

  it('gives the same bits at every run', () => {
    const run = () => fitCox(runtime.tf, problemOf([once], 0.01), descent, [5, 10])
    expect(run()).to.deep.equal(run())
  })

  it('leaves no tensor behind', () => {
    const before = runtime.tf.memory().numTensors
    fitCox(runtime.tf, problemOf([once]), { ...descent, steps: 3 }, [5])
    expect(runtime.tf.memory().numTensors).to.equal(before)
  })
})
