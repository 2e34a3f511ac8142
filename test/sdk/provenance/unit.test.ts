import { expect } from 'chai'
import fc from 'fast-check'
import {
  HOLDS,
  holdsOf,
  indicesOf,
  isWithin,
  MAXIMUM_DEPTH,
  parseUnit,
  unitText,
  wholeBatch,
} from '../../../sdk/provenance/unit.ts'
import { anyHash } from '../../helpers/arbitraries.ts'
import { expectError } from '../../helpers/expectError.ts'

const anyPlace = fc.integer({ min: 0, max: MAXIMUM_DEPTH }).chain((level) =>
  fc.record({
    level: fc.constant(level),
    position: fc.integer({ min: 0, max: 2 ** (MAXIMUM_DEPTH - level) - 1 }),
  }),
)

describe('units', () => {
  it('are read as they are written', () => {
    fc.assert(
      fc.property(anyHash, anyPlace, (batchId, place) => {
        expect(parseUnit(unitText({ batchId, ...place }))).to.deep.equal({ batchId, ...place })
      }),
    )
  })

  it('outside of any batch, or malformed, are refused', async () => {
    const id = `0x${'ab'.repeat(32)}`
    for (const text of [
      `${id}/25/0`,
      `${id}/24/1`,
      `${id}/0/16777216`,
      `${id}/0`,
      `${id}/-1/0`,
      `${id}/0/1/2`,
      `0x12/0/0`,
      `${id}/0/1.5`,
      '',
    ]) {
      await expectError(() => parseUnit(text), 'UNIT_INVALID', /batch id, level and position/)
    }
  })

  it('lie in one another exactly where their indices do', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, (inner, outer) => {
        const [a, b] = [indicesOf(inner), indicesOf(outer)]
        expect(isWithin(inner, outer)).to.equal(a.from >= b.from && a.to <= b.to)
      }),
    )
    expect(isWithin({ level: 2, position: 5 }, { level: 4, position: 1 })).to.equal(true)
    expect(isWithin({ level: 4, position: 1 }, { level: 2, position: 5 })).to.equal(false)
  })

  it('name the holds of a mask', () => {
    expect(holdsOf(HOLDS.suspect | HOLDS.recalled)).to.deep.equal(['suspect', 'recalled'])
    expect(holdsOf(0n)).to.deep.equal([])
    expect(wholeBatch('0x', 7)).to.deep.equal({ batchId: '0x', level: 7, position: 0, parentLevel: 7 })
  })
})
