import { expect } from 'chai'
import { createRefusalBudget, REFUSALS_PER_HOUR } from '../../../gateway/records/refusalBudget.ts'

describe('gateway/records/refusalBudget', () => {
  it('is for each record and hour', () => {
    let time = 0
    const isLogged = createRefusalBudget(() => time)
    for (let count = 0; count < REFUSALS_PER_HOUR; count++) expect(isLogged('a')).to.equal(true)
    expect(isLogged('a')).to.equal(false)
    expect(isLogged('b')).to.equal(true)
    time = 3_599_999
    expect(isLogged('a')).to.equal(false)
    time = 3_600_000
    expect(isLogged('a')).to.equal(true)
  })
})
