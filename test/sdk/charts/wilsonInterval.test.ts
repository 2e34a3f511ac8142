import { expect } from 'chai'
import fc from 'fast-check'
import { wilsonInterval } from '../../../sdk/charts/index.ts'

describe('wilsonInterval', () => {
  it('gives the published values for 0 of 10 and 5 of 10', () => {
    expect(wilsonInterval(0, 10)[0]).to.be.closeTo(0, 1e-12)
    expect(wilsonInterval(0, 10)[1]).to.be.closeTo(0.2775, 5e-5)
    expect(wilsonInterval(0.5, 10)[0]).to.be.closeTo(0.2366, 5e-5)
    expect(wilsonInterval(0.5, 10)[1]).to.be.closeTo(0.7634, 5e-5)
  })

  it('holds the observed share and stays within 0 and 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.nat(10_000), (count, positives) => {
        const share = Math.min(positives, count) / count
        const [low, high] = wilsonInterval(share, count)
        expect(low).to.be.within(0, share + 1e-9)
        expect(high).to.be.within(share - 1e-9, 1)
      }),
    )
  })
})
