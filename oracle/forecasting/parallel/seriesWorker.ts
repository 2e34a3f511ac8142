import { parentPort, workerData } from 'node:worker_threads'
import { type Setting, type Task, trySeries } from './trySeries.ts'

const setting = workerData as Setting

parentPort?.on('message', ({ index, task }: { readonly index: number; readonly task: Task }) => {
  parentPort?.postMessage({ index, trials: trySeries(task, setting) })
})
