import { expect } from 'chai'
import { integratedBrierScore } from '../../../../oracle/models/survival/brierScore.ts'
import { leukaemiaRows } from './leukaemia.ts'

const times = Array.from({ length: 20 }, (_, week) => week + 1)
const uncensored = leukaemiaRows.map((row) => ({ ...row, event: true }))

describe('integratedBrierScore', () => {
  it('is 0 for a prophet', () => {
    const shares = uncensored.map(({ years }) => times.map((time) => (years > time ? 1 : 0)))
    expect(integratedBrierScore(uncensored, times, shares)).to.equal(0)
  })

  it('is one quarter for always saying one half, but for the way up from 0', () => {
    const half = uncensored.map(() => times.map(() => 0.5))
    // One trapezoid from 0 to 0.25 over the first of 20 weeks.
    expect(integratedBrierScore(uncensored, times, half)).to.be.closeTo((19 * 0.25 + 0.125) / 20, 1e-12)
  })

  it('weighs those still known of more, the more have been lost', () => {
    // One of four is lost at week 1: each of the two still there at week 2 counts 4/3.
    const rows = [
      { values: [], years: 1, event: false },
      { values: [], years: 2, event: true },
      { values: [], years: 3, event: true },
      { values: [], years: 4, event: true },
    ]
    const score = integratedBrierScore(
      rows,
      [2],
      rows.map(() => [0]),
    )
    // A trapezoid from 0 to the score at week 2: (0 + 2 · 4/3) / 4 / 2.
    expect(score).to.be.closeTo((2 * (4 / 3)) / 4 / 2, 1e-12)
  })
})
