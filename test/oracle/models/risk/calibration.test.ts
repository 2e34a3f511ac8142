import { expect } from 'chai'
import { measure } from '../../../../oracle/models/metrics.ts'
import { seededRandom } from '../../../../oracle/models/random.ts'
import {
  calibrate,
  calibratedOutOfFold,
  chooseCalibration,
  fitCalibration,
} from '../../../../oracle/models/risk/calibration.ts'
import type { OutOfFold } from '../../../../oracle/models/risk/crossValidate.ts'
import { loadRuntime, type TensorFlow } from '../../../../oracle/runtime/tensorflow.ts'

const sigmoid = (logOdds: number) => 1 / (1 + Math.exp(-logOdds))

/** Predictions whose true log-odds are a function of what the model says. */
function predictions(rows: number, truth: (logOdds: number) => number, seed = 1): OutOfFold[] {
  const random = seededRandom(seed)
  return Array.from({ length: rows }, (_, row) => {
    const logOdds = 6 * random() - 3
    return { logOdds, label: random() < sigmoid(truth(logOdds)) ? 1 : 0, fold: row % 5 }
  })
}

const kinds = ['none', 'platt', 'isotonic'] as const

describe('calibration', () => {
  let tf: TensorFlow

  before(async () => {
    tf = (await loadRuntime()).tf
  })

  it('leaves a calibrated model alone', () => {
    const { kind, logLoss } = chooseCalibration(tf, [predictions(1500, (logOdds) => logOdds)], kinds)
    expect(kind).to.equal('none')
    expect(Object.keys(logLoss)).to.deep.equal([...kinds])
  })

  it('finds slope and offset of an overconfident model (Platt)', () => {
    const rows = predictions(4000, (logOdds) => 0.4 * logOdds - 0.5)
    expect(chooseCalibration(tf, [rows], ['none', 'platt']).kind).to.equal('platt')
    const found = fitCalibration(tf, 'platt', rows)
    if (found.kind !== 'platt') throw new Error('Not a Platt calibration.')
    expect(found.slope).to.be.closeTo(0.4, 0.06)
    expect(found.offset).to.be.closeTo(-0.5, 0.1)
  })

  it('finds a step that no line follows (isotonic)', () => {
    const rows = predictions(3000, (logOdds) => (logOdds > 1 ? 2.5 : -1.5))
    expect(chooseCalibration(tf, [rows], kinds).kind).to.equal('isotonic')
    const plain = measure(calibratedOutOfFold(tf, rows, ['none']))
    const better = measure(calibratedOutOfFold(tf, rows, kinds))
    expect(better.brier).to.be.lessThan(plain.brier)
  })

  it('never turns the order of two answers around', () => {
    const found = fitCalibration(
      tf,
      'isotonic',
      predictions(300, (logOdds) => logOdds, 3),
    )
    const steps = Array.from({ length: 200 }, (_, step) => calibrate(found, -5 + step / 20))
    expect(steps).to.deep.equal([...steps].sort((one, other) => one - other))
    expect(Math.max(...steps.map(Math.abs))).to.be.lessThan(7) // never says never
  })

  it('calibrates a fold without its own labels', () => {
    const rows = predictions(500, (logOdds) => 0.3 * logOdds)
    const turned = rows.map((row) => (row.fold === 0 ? { ...row, label: 1 - row.label } : row))
    const probabilities = (given: OutOfFold[]) =>
      calibratedOutOfFold(tf, given, ['none', 'platt'])
        .filter((_, row) => given[row]?.fold === 0)
        .map(({ probability }) => probability)
    expect(probabilities(turned)).to.deep.equal(probabilities(rows))
  })
})
