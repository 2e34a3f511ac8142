import { expect } from 'chai'
import fc from 'fast-check'
import { sortedOrder } from '../../../gateway/provenance/sortedOrder.ts'

describe('gateway/provenance/sortedOrder', () => {
  it('is the order of the texts, however many runs they take', async () => {
    for (const count of [0, 1, 2, 16_383, 16_384, 16_385, 40_000, 70_000]) {
      const texts = Array.from({ length: count }, (_, index) => ((index * 7_919) % 100_003).toString(36))
      const order = await sortedOrder(texts)
      expect(Array.from(order, (place) => texts[place])).to.deep.equal([...texts].sort())
    }
  })

  it('holds every place once, also of texts that are the same or of any script', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', maxLength: 3 })), async (texts) => {
        const order = await sortedOrder(texts)
        expect([...order].sort((a, b) => a - b)).to.deep.equal([...texts.keys()])
        expect(Array.from(order, (place) => texts[place])).to.deep.equal([...texts].sort())
      }),
    )
  })
})
