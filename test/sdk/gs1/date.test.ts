import { expect } from 'chai'
import fc from 'fast-check'
import { endOfDate, formatGs1Date, parseGs1Date } from '../../../sdk/gs1/date.ts'

describe('GS1 dates', () => {
  it('take the century that puts the year 49 before to 50 after this one', () => {
    expect(parseGs1Date('760101', 2026)).to.deep.include({ year: 2076 })
    expect(parseGs1Date('770101', 2026)).to.deep.include({ year: 1977 })
    expect(parseGs1Date('260101', 2026)).to.deep.include({ year: 2026 })
    expect(parseGs1Date('100101', 2070)).to.deep.include({ year: 2110 })
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 2199 }), fc.integer({ min: 0, max: 99 }), (now, short) => {
        const year = parseGs1Date(`${String(short).padStart(2, '0')}0101`, now)?.year ?? Number.NaN
        expect(year % 100).to.equal(short)
        expect(year - now).to.be.within(-49, 50)
      }),
    )
  })

  it('read day 00 as the end of the month', () => {
    const month = parseGs1Date('280200', 2026)
    expect(month).to.deep.equal({ year: 2028, month: 2, day: 0 })
    expect(endOfDate(month as NonNullable<typeof month>)).to.equal(Date.UTC(2028, 2, 1) / 1000 - 1)
    expect(endOfDate({ year: 2028, month: 12, day: 31 })).to.equal(Date.UTC(2029, 0, 1) / 1000 - 1)
  })

  it('refuse days that do not exist', () => {
    for (const bad of ['261301', '260001', '260132', '270229', '', '2601', 'abcdef', '2601011']) {
      expect(parseGs1Date(bad, 2026), bad).to.equal(null)
    }
    expect(parseGs1Date('280229', 2026)).to.not.equal(null)
  })

  it('are written as they were read', () => {
    const date = fc.record({
      year: fc.integer({ min: 1980, max: 2070 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 0, max: 28 }),
    })
    fc.assert(
      fc.property(date, (given) => {
        expect(parseGs1Date(formatGs1Date(given), 2026)).to.deep.equal(given)
      }),
    )
  })
})
