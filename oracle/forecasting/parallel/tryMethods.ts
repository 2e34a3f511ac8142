import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { type Setting, type Task, type Trials, trySeries } from './trySeries.ts'

/** Series from which it pays to start threads. */
const SERIES_FOR_THREADS = 40

/** More threads than these wait for memory. */
const MOST_THREADS = 8

/**
 * Tries every method on every series, on all processors where there are many series. The answers do not depend on the number
 * of processors.
 */
export async function tryMethods(
  tasks: readonly Task[],
  setting: Setting,
  onProgress?: (done: number, total: number) => void,
): Promise<readonly Trials[]> {
  const threads = Math.min(availableParallelism(), MOST_THREADS)
  if (tasks.length >= SERIES_FOR_THREADS && threads > 1) return inThreads(tasks, setting, threads, onProgress)
  return tasks.map((task, index) => {
    const trials = trySeries(task, setting)
    onProgress?.(index + 1, tasks.length)
    return trials
  })
}

async function inThreads(
  tasks: readonly Task[],
  setting: Setting,
  threads: number,
  onProgress?: (done: number, total: number) => void,
): Promise<readonly Trials[]> {
  const answers = new Array<Trials>(tasks.length)
  const waiting = tasks.entries()
  let done = 0
  const work = (worker: Worker) =>
    new Promise<void>((resolve, reject) => {
      const next = () => {
        const { value, done: isOver } = waiting.next()
        if (isOver) resolve()
        else worker.postMessage({ index: value[0], task: value[1] })
      }
      worker.on('message', ({ index, trials }: { readonly index: number; readonly trials: Trials }) => {
        answers[index] = trials
        onProgress?.(++done, tasks.length)
        next()
      })
      worker.once('error', reject)
      next()
    })
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('./seriesWorker.ts', import.meta.url), { workerData: setting }),
  )
  try {
    await Promise.all(workers.map(work))
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  return answers
}
