import { expect } from 'chai'
import { seededRandom } from '../../../../oracle/models/random.ts'
import { uncertainBand } from '../../../../oracle/models/risk/conformal.ts'

describe('uncertainBand', () => {
  it('lies between the quantiles of the two labels', () => {
    // 19 rows a label: rank ceil(20 · 0.9) = 18 of 19.
    const rows = Array.from({ length: 19 }, (_, index) => (index + 1) / 20)
    const scored = [
      ...rows.map((probability) => ({ probability, label: 0 })),
      ...rows.map((probability) => ({ probability, label: 1 })),
    ]
    expect(uncertainBand([scored], 0.9).uncertainBetween).to.deep.equal([0.0999, 0.9])
  })

  it('is empty for a model that separates the labels', () => {
    const scored = Array.from({ length: 40 }, (_, row) => ({
      probability: row % 2 ? 0.99 : 0.01,
      label: row % 2,
    }))
    expect(uncertainBand([scored], 0.9).uncertainBetween).to.deep.equal([0.5, 0.5])
  })

  it('misleads at most about one in ten of either label on new rows', () => {
    const random = seededRandom(7)
    // Labels drawn with the stated probability: a calibrated model.
    const draw = (count: number) =>
      Array.from({ length: count }, () => {
        const probability = random()
        return { probability, label: random() < probability ? 1 : 0 }
      })
    const [low, high] = uncertainBand([draw(2000)], 0.9).uncertainBetween
    const fresh = draw(20_000)
    const shareWrong = (label: number) => {
      const people = fresh.filter((row) => row.label === label)
      const misled = people.filter(({ probability }) =>
        label === 1 ? probability <= low : probability >= high,
      )
      return misled.length / people.length
    }
    expect(shareWrong(0)).to.be.within(0.07, 0.13)
    expect(shareWrong(1)).to.be.within(0.07, 0.13)
  })
})
