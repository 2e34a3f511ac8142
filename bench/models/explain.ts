import { shapleyValues } from '../../oracle/explain/shapley.ts'
import { seededRandom } from '../../oracle/models/random.ts'
import { networkLogOdds, networkSize } from '../../oracle/models/risk/network.ts'
import type { TensorFlow } from '../../oracle/runtime/tensorflow.ts'

const features = 13
/** As many encoded columns as the heart model has, and the networks of the diabetes model. */
const width = 23
const shape = { members: 7, hidden: 4 }

export interface ExplanationTime {
  readonly features: number
  readonly coalitions: number
  readonly background: number
  /** Milliseconds of one explanation, median and fastest of 30. */
  readonly median: number
  readonly fastest: number
}

/** Exact Shapley values of 13 features on an ensemble as shipped: all 8,192 coalitions, per person of the background. */
export function explanationTimes(tf: TensorFlow): ExplanationTime[] {
  const random = seededRandom(1)
  const draw = (count: number) => Float32Array.from({ length: count }, () => 2 * random() - 1)
  const model = {
    width,
    columnsOf: Array.from({ length: features }, (_, feature) =>
      Array.from({ length: width - 1 }, (_, column) => column).filter(
        (column) => column % features === feature,
      ),
    ),
    logOdds: networkLogOdds(tf, draw(networkSize(width, shape)), shape, width),
  }
  const row = draw(width)
  return [1, 5].map((people) => {
    const background = Array.from({ length: people }, () => draw(width))
    const times = Array.from({ length: 33 }, () => {
      const start = performance.now()
      shapleyValues(model, row, background)
      return performance.now() - start
    })
      .slice(3)
      .sort((one, other) => one - other)
    const rounded = (value: number | undefined) => Math.round((value ?? 0) * 10) / 10
    return {
      features,
      coalitions: 2 ** features,
      background: people,
      median: rounded(times[15]),
      fastest: rounded(times[0]),
    }
  })
}
