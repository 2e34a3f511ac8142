import { expect } from 'chai'
import { kaplanMeier, stepAt, stepBefore } from '../../../../oracle/models/survival/kaplanMeier.ts'
import { treatedRows } from './leukaemia.ts'

describe('kaplanMeier', () => {
  it('gives the published shares of the treated children with leukaemia', () => {
    const curve = kaplanMeier(treatedRows)
    const published: readonly [weeks: number, share: number][] = [
      [6, 0.857],
      [7, 0.807],
      [10, 0.753],
      [13, 0.69],
      [16, 0.627],
      [22, 0.538],
      [23, 0.448],
    ]
    for (const [weeks, share] of published) expect(stepAt(curve, weeks, 1)).to.be.closeTo(share, 5e-4)
    expect(stepAt(curve, 40, 1)).to.equal(stepAt(curve, 23, 1))
  })

  it('is its start before the first step, and looks back where asked', () => {
    const curve = kaplanMeier(treatedRows)
    expect(stepAt(curve, 5.9, 1)).to.equal(1)
    expect(stepBefore(curve, 6, 1)).to.equal(1)
    expect(stepBefore(curve, 7, 1)).to.equal(stepAt(curve, 6, 1))
  })

  it('turns the roles round for censoring', () => {
    const rows = [
      { values: [], years: 1, event: true },
      { values: [], years: 2, event: false },
      { values: [], years: 3, event: true },
    ]
    expect(stepAt(kaplanMeier(rows, 'censoring'), 2, 1)).to.equal(0.5)
    expect(stepAt(kaplanMeier(rows), 2, 1)).to.be.closeTo(2 / 3, 1e-12)
  })
})
