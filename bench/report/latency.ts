export interface Latency {
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Answers a second over the whole run. */
  readonly perSecond: number
}

/** Does each task, `concurrency` of them at a time, and says how long they took. */
export async function measureLatency(
  tasks: readonly (() => Promise<unknown>)[],
  concurrency: number,
): Promise<Latency> {
  const durations: number[] = []
  const queue = tasks.values()
  const startedAt = performance.now()
  const work = async () => {
    for (const task of queue) {
      const start = performance.now()
      await task()
      durations.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  const elapsed = performance.now() - startedAt
  durations.sort((a, b) => a - b)
  const at = (quantile: number) =>
    durations[Math.min(durations.length - 1, Math.floor(quantile * durations.length))]
  return {
    p50: rounded(at(0.5) ?? 0),
    p99: rounded(at(0.99) ?? 0),
    perSecond: rounded((durations.length / elapsed) * 1000),
  }
}

const rounded = (value: number) => Math.round(value * 10) / 10
