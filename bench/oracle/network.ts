/** A dense network as FACTS measure it: its layers, each with a rectifier after it but the last, which ends in a logistic. */
export interface Layer {
  readonly inputs: number
  readonly outputs: number
  /** Row by row, `inputs` × `outputs`. */
  readonly weights: Float32Array
  readonly biases: Float32Array
}

export const FEATURES = 13
const SIZES = [FEATURES, 32, 16, 1]

/** The same numbers at every run. @returns from −0.5 to 0.5 */
export function numbers(count: number, seed: number): Float32Array {
  let state = seed
  return Float32Array.from({ length: count }, () => {
    // Numerical Recipes' linear congruential generator: good enough to fill matrices with.
    state = (Math.imul(1664525, state) + 1013904223) >>> 0
    return state / 2 ** 32 - 0.5
  })
}

export const layers: readonly Layer[] = SIZES.slice(1).map((outputs, index) => {
  const inputs = SIZES[index] ?? 0
  return {
    inputs,
    outputs,
    weights: numbers(inputs * outputs, index + 1),
    biases: numbers(outputs, index + 101),
  }
})
