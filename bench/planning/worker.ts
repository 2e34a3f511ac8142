import { parentPort, workerData } from 'node:worker_threads'
import { oneRun } from './oneRun.ts'
import type { Shapes } from './shapes.ts'

const shapes = workerData as Shapes

parentPort?.on('message', (seed: number) => {
  parentPort?.postMessage({ seed, result: oneRun(shapes, seed) })
})
