import { expect } from 'chai'
import type { Anchor, Watch } from '../../../oracle/alerts/watchedRecord.ts'
import { createWatches } from '../../../oracle/alerts/watches.ts'

const anchor = { patient: 'p', category: 'vital-signs', anchoredAt: 50 } as Anchor
const watchOf = (standingId: string, since: number, change: Partial<Watch['standing']> = {}) =>
  ({
    standingId,
    since,
    standing: { patient: 'p', category: 'vital-signs', modelVersion: 'm', end: 100, ...change },
  }) as Watch
const known = (...all: readonly Watch[]) => {
  const watches = createWatches()
  for (const watch of all) watches.add(watch)
  return watches
}
const idsOf = (found: readonly Watch[]) => found.map(({ standingId }) => standingId)

describe('oracle/alerts: watches', () => {
  it('are of the patient and category alone, and in their period', () => {
    const watches = known(
      watchOf('a', 10),
      watchOf('other patient', 10, { patient: 'q' }),
      watchOf('other category', 10, { category: 'cardiology' }),
      watchOf('later', 51),
      watchOf('past', 10, { end: 50 }),
    )
    expect(idsOf(watches.of(anchor))).to.deep.equal(['a'])
    expect(watches.patients()).to.deep.equal(new Set(['p', 'q']))
  })

  it('are at most four of a model, the last to begin among those that watch the record, in whatever order heard of', () => {
    const many = Array.from({ length: 9 }, (_, index) => watchOf(String(index), index))
    const later = watchOf('later', 51)
    const ofOther = watchOf('other model', 0, { modelVersion: 'n' })
    const expected = ['8', '7', '6', '5', 'other model']
    expect(idsOf(known(...many, later, ofOther).of(anchor))).to.deep.equal(expected)
    expect(idsOf(known(ofOther, later, ...many.reverse()).of(anchor))).to.deep.equal(expected)
  })

  it('are gone once dropped or past, and make room', () => {
    const many = Array.from({ length: 5 }, (_, index) => watchOf(String(index), index))
    const watches = known(...many)
    watches.drop('4')
    watches.drop('unknown')
    expect(idsOf(watches.of(anchor))).to.deep.equal(['3', '2', '1', '0'])
    watches.dropPast(99)
    expect(idsOf(watches.of(anchor))).to.have.length(4)
    watches.dropPast(100)
    expect(watches.of(anchor)).to.deep.equal([])
    expect(watches.patients().size).to.equal(0)
  })
})
