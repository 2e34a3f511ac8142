import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { RunResult } from './oneRun.ts'
import type { Shapes } from './shapes.ts'

/** Runs of the simulation on all processors, in the order of their seeds. */
export async function allRuns(
  shapes: Shapes,
  seeds: readonly number[],
  onProgress: (done: number, total: number) => void,
): Promise<readonly RunResult[]> {
  const results = new Map<number, RunResult>()
  const waiting = seeds.values()
  const work = (worker: Worker) =>
    new Promise<void>((resolve, reject) => {
      const next = () => {
        const { value, done } = waiting.next()
        if (done) resolve()
        else worker.postMessage(value)
      }
      worker.on('message', ({ seed, result }: { readonly seed: number; readonly result: RunResult }) => {
        results.set(seed, result)
        onProgress(results.size, seeds.length)
        next()
      })
      worker.once('error', reject)
      next()
    })
  const workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(new URL('./worker.ts', import.meta.url), { workerData: shapes }),
  )
  try {
    await Promise.all(workers.map(work))
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  return seeds.map((seed) => results.get(seed) as RunResult)
}
