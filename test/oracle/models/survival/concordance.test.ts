import { expect } from 'chai'
import fc from 'fast-check'
import { concordance } from '../../../../oracle/models/survival/concordance.ts'
import type { SurvivalRow } from '../../../../oracle/models/survival/survivalRow.ts'

const row = (years: number, event: boolean): SurvivalRow => ({ values: [], years, event })

describe('concordance', () => {
  it('counts the pairs whose order is known', () => {
    // Pairs: (1, 2), (1, 3), (1, 4), (3, 4); the second, censored at 2, is known to outlive the first only.
    const rows = [row(1, true), row(2, false), row(3, true), row(4, false)]
    expect(concordance(rows, [4, 3, 2, 1])).to.equal(1)
    expect(concordance(rows, [1, 2, 3, 4])).to.equal(0)
    expect(concordance(rows, [4, 9, 1, 2])).to.equal(2 / 4)
  })

  it('counts ties of risk one half, and of two with the same time the censored one as later', () => {
    expect(concordance([row(1, true), row(2, true)], [5, 5])).to.equal(0.5)
    expect(concordance([row(1, true), row(1, false)], [2, 1])).to.equal(1)
    expect(concordance([row(1, true), row(1, true)], [2, 1])).to.be.NaN
  })

  it('has no value without a pair', () => {
    expect(concordance([row(1, false), row(2, false)], [1, 2])).to.be.NaN
  })

  it('depends on the order of the risks only, and turns round with it', () => {
    const people = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean(), fc.integer({ min: -5, max: 5 })),
      { minLength: 2, maxLength: 12 },
    )
    fc.assert(
      fc.property(people, (given) => {
        const rows = given.map(([years, event]) => row(years, event))
        const risks = given.map(([, , risk]) => risk)
        const index = concordance(rows, risks)
        if (Number.isNaN(index)) return
        expect(
          concordance(
            rows,
            risks.map((risk) => risk ** 3 + 7),
          ),
        ).to.equal(index)
        expect(
          concordance(
            rows,
            risks.map((risk) => -risk),
          ),
        ).to.be.closeTo(1 - index, 1e-12)
      }),
    )
  })
})
