import { expect } from 'chai'
import fc from 'fast-check'
import { seededRandom, shuffled } from '../../../oracle/models/random.ts'
import { stratifiedFolds, stratifiedSplit } from '../../../oracle/models/stratify.ts'

describe('stratify', () => {
  it('deals each label evenly over the folds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1), { minLength: 10, maxLength: 100 }),
        fc.integer({ min: 2, max: 7 }),
        fc.nat(),
        (labels, folds, seed) => {
          const assignment = stratifiedFolds(labels, folds, seed)
          for (const label of [0, 1]) {
            const sizes = Array.from({ length: folds }, (_, fold) =>
              assignment.reduce(
                (count, value, row) => count + (value === fold && labels[row] === label ? 1 : 0),
                0,
              ),
            )
            expect(Math.max(...sizes) - Math.min(...sizes)).to.be.at.most(1)
          }
        },
      ),
    )
  })

  it('splits the same way for the same seed and otherwise for another', () => {
    const labels = Array.from({ length: 100 }, (_, row) => (row % 3 === 0 ? 1 : 0))
    const split = stratifiedSplit(labels, 5, 1)
    expect(stratifiedSplit(labels, 5, 1)).to.deep.equal(split)
    expect(stratifiedSplit(labels, 5, 2)).not.to.deep.equal(split)
    expect([...split.training, ...split.heldOut].sort((one, other) => one - other)).to.deep.equal(
      labels.map((_, row) => row),
    )
  })

  it('draws the numbers that other machines draw', () => {
    const random = seededRandom(1)
    expect([random(), random(), random()]).to.deep.equal([
      0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
    ])
    expect(shuffled([1, 2, 3, 4, 5, 6], seededRandom(1))).to.have.members([1, 2, 3, 4, 5, 6])
  })
})
