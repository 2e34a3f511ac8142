export interface NetworkSettings {
  /** Seasons of the past that the network looks at. */
  readonly seasons: number
  readonly hidden: number
  readonly steps: number
  /** Windows in a step. */
  readonly batch: number
  /** At the first step; it falls to zero by the last. */
  readonly learningRate: number
  /** L2 penalty on the weights. */
  readonly penalty: number
  readonly seed: number
  /** Windows without which there is nothing to learn across series. */
  readonly leastWindows: number
}

/** Fixed on data before the benchmark's first origin. */
export const networkSettings: NetworkSettings = {
  seasons: 3,
  hidden: 32,
  steps: 500,
  batch: 512,
  learningRate: 0.01,
  penalty: 1e-3,
  seed: 7,
  leastWindows: 1000,
}
