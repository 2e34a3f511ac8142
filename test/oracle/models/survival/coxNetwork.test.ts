import { expect } from 'chai'
import { seededRandom } from '../../../../oracle/models/random.ts'
import { concordance } from '../../../../oracle/models/survival/concordance.ts'
import { fitCoxNetwork } from '../../../../oracle/models/survival/coxNetwork.ts'
import { fitCox } from '../../../../oracle/models/survival/coxRegression.ts'
import { loadRuntime } from '../../../../oracle/runtime/tensorflow.ts'

const descent = { steps: 300, learningRate: 0.3, momentum: 0.9 }

describe('fitCoxNetwork', () => {
  it('finds a risk that is high at both ends, which a line cannot, and the same bits again', async () => {
    const { tf } = await loadRuntime()
    const random = seededRandom(5)
    const people = Array.from({ length: 200 }, () => {
      const place = 4 * random() - 2
      return { values: [place], years: (0.5 + random()) / (0.2 + place * place), event: random() < 0.8 }
    })
    const rows = people.map(({ values }) => values)
    const problem = {
      rows,
      years: people.map(({ years }) => years),
      events: people.map(({ event }) => event),
    }
    const settings = { units: 8, penalty: 0.001, seeds: [1, 2], descent }
    const tensors = tf.memory().numTensors
    const risks = fitCoxNetwork(tf, problem, rows, settings)
    expect(tf.memory().numTensors).to.equal(tensors)
    expect(concordance(people, risks)).to.be.above(0.8)
    expect(fitCoxNetwork(tf, problem, rows, settings)).to.deep.equal(risks)

    const line = fitCox(tf, { ...problem, rowWeights: [people.map(() => 1)], penalty: 0 }, descent, [])
    const slope = line.coefficients[0]?.[0] as number
    expect(
      concordance(
        people,
        rows.map(([place = 0]) => slope * place),
      ),
    ).to.be.below(0.6)
  })
})
