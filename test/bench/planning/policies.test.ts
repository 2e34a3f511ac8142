import { expect } from 'chai'
import { baseStock } from '../../../bench/planning/policies/baseStock.ts'
import { minMax } from '../../../bench/planning/policies/minMax.ts'
import { FIRST_DAY } from '../../../bench/planning/world.ts'
import { constant, steady } from './made.ts'

const lots = (packs: number) => [{ expiryDay: FIRST_DAY + 500, arrivedOn: FIRST_DAY, packs }]

describe('policies that pharmacies are compared with', () => {
  it('orders up to the maximum at or below the minimum, and not above it', () => {
    // Two packs a day: the minimum of ten days is 20 packs, the maximum of seventeen 34.
    const view = { today: FIRST_DAY, demand: constant(2) }
    const policy = minMax(10, 7)
    expect(policy({ ...view, lots: lots(21), onOrder: [] })).to.equal(0)
    expect(policy({ ...view, lots: lots(20), onOrder: [] })).to.equal(14)
    expect(policy({ ...view, lots: lots(5), onOrder: [4, 3] })).to.equal(22)
    expect(policy({ ...view, lots: lots(5), onOrder: [16] })).to.equal(0)
  })

  it('sets minimum and maximum anew each quarter only', () => {
    const policy = minMax(10, 7)
    const orders = [0, 7, 90, 91, 98].map((days) =>
      policy({
        today: FIRST_DAY + days,
        lots: [],
        onOrder: [],
        demand: constant(days === 0 ? 2 : days === 91 ? 6 : 4),
      }),
    )
    expect(orders).to.deep.equal([34, 34, 34, 102, 102])
  })

  it('keeps base stock for lead time and review period with its standard deviations', () => {
    const product = steady(3, {
      leadTime: [
        { days: 1, weight: 1 },
        { days: 3, weight: 1 },
      ],
    })
    const view = { today: FIRST_DAY, onOrder: [4], lots: lots(6), demand: constant(3) }
    // Mean lead time 2 days with a variance of 1: demand of 9 days is 27, and varies with 3 packs a day of lead time.
    expect(baseStock(product, 0)(view)).to.equal(17)
    expect(baseStock(product, 2)(view)).to.equal(23)
  })
})
