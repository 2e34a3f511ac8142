import { expect } from 'chai'
import fc from 'fast-check'
import {
  encodeRow,
  fitPreprocessing,
  isOutOfDistribution,
} from '../../../../oracle/models/survival/encoding.ts'

const choice = {
  features: ['age', 'nodes'],
  columns: [
    { feature: 'age', kind: 'linear' },
    { feature: 'nodes', kind: 'root' },
    { feature: 'nodes', kind: 'above', edge: 3 },
    { feature: 'nodes', kind: 'saturating', half: 8 },
    { feature: 'age', kind: 'inverse-square', scale: 50 },
    { feature: 'age', kind: 'inverse-root', scale: 50 },
  ],
  ranged: ['nodes'],
  distance: [0, 3],
  inDistributionShare: 0.99,
} as const

const rows = Array.from({ length: 300 }, (_, row) => [30 + ((row * 7) % 50), 1 + ((row * row) % 17)])

describe('the encoding of survival rows', () => {
  const preprocessing = fitPreprocessing(choice, rows)

  it('computes what each kind of column says', () => {
    const raw = encodeRow(
      {
        ...preprocessing,
        columns: preprocessing.columns.map((column) => ({ ...column, mean: 0, deviation: 1 })),
      },
      [25, 4],
    )
    expect(raw).to.deep.equal([25, 2, 1, 4 / 12, 4, Math.SQRT2])
  })

  it('has mean 0 and deviation 1 over the training rows', () => {
    const encoded = rows.map((row) => encodeRow(preprocessing, row))
    for (const column of choice.columns.keys()) {
      const values = encoded.map((row) => row[column] as number)
      expect(values.reduce((sum, value) => sum + value, 0) / rows.length).to.be.closeTo(0, 1e-9)
      expect(values.reduce((sum, value) => sum + value * value, 0) / rows.length).to.be.closeTo(1, 1e-9)
    }
  })

  it('keeps the range of the features whose range binds, and of no other', () => {
    expect(preprocessing.seen).to.deep.equal([null, [1, 17]])
  })

  it('calls one in a hundred training rows unlike the rest, and everybody far enough away', () => {
    const outside = rows.filter((row) => isOutOfDistribution(preprocessing, row)).length
    expect(outside).to.be.at.most(rows.length / 100)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 17 }), fc.integer({ min: 150, max: 10_000 }), (nodes, age) =>
        isOutOfDistribution(preprocessing, [age, nodes]),
      ),
    )
  })
})
