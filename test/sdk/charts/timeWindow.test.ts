import { expect } from 'chai'
import fc from 'fast-check'
import { movedWindow, scaledWindow } from '../../../sdk/charts/timeWindow.ts'

const limits = { seconds: 300, shortest: 1 }

describe('sdk/charts/timeWindow', () => {
  it('moves as far as the recording goes, and keeps its length', () => {
    expect(movedWindow({ from: 10, to: 20 }, 5, limits)).to.deep.equal({ from: 15, to: 25 })
    expect(movedWindow({ from: 10, to: 20 }, -50, limits)).to.deep.equal({ from: 0, to: 10 })
    expect(movedWindow({ from: 10, to: 20 }, 1000, limits)).to.deep.equal({ from: 290, to: 300 })
  })

  it('is scaled around a place that stays where it is, down to the shortest and up to the whole', () => {
    expect(scaledWindow({ from: 10, to: 20 }, 0.5, 15, limits)).to.deep.equal({ from: 12.5, to: 17.5 })
    expect(scaledWindow({ from: 10, to: 20 }, 0.5, 10, limits)).to.deep.equal({ from: 10, to: 15 })
    expect(scaledWindow({ from: 10, to: 20 }, 1e-9, 15, limits)).to.deep.equal({ from: 14.5, to: 15.5 })
    expect(scaledWindow({ from: 10, to: 20 }, 1e9, 15, limits)).to.deep.equal({ from: 0, to: 300 })
    expect(
      scaledWindow({ from: 0, to: 0.4 }, 0.1, 0.2, { seconds: 0.4, shortest: 1 }),
      'shorter than the shortest',
    ).to.deep.equal({ from: 0, to: 0.4 })
  })

  it('stays inside the recording whatever is done', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 10_000, noNaN: true }),
        fc.array(fc.tuple(fc.boolean(), fc.double({ min: -3, max: 3, noNaN: true })), { maxLength: 20 }),
        (seconds, deeds) => {
          const own = { seconds, shortest: 1 }
          let window = { from: 0, to: Math.min(10, seconds) }
          for (const [isMove, amount] of deeds) {
            const { from, to } = window
            window = isMove
              ? movedWindow(window, amount * (to - from), own)
              : scaledWindow(window, 2 ** amount, from + 0.3 * (to - from), own)
            expect(window.from).to.be.at.least(0)
            expect(window.to).to.be.at.most(seconds).and.at.least(window.from)
          }
        },
      ),
    )
  })
})
