import type { Runtime } from '../runtime/tensorflow.ts'
import type { ShippedModel } from './shippedModel.ts'

/** What a training run writes: file name to bytes. */
export type ModelFiles = ReadonlyMap<string, Uint8Array>

/** Called with what is being done and how much of it is. */
export type Progress = (stage: string, done: number, total: number) => void

/** What `salus model evaluate` prints: measured anew, nothing read from the card. */
export interface ModelEvaluation {
  readonly model: string
  /** How it was measured, in a sentence. */
  readonly method: string
  readonly figures: readonly {
    readonly name: string
    readonly value: number
    /** Over bootstrap resamples, where it was made. */
    readonly interval95?: readonly [low: number, high: number]
  }[]
  /** More for machines, as calibration bins. */
  readonly details?: unknown
}

/** How one model is made, measured and loaded. */
export interface ModelRecipe {
  readonly name: string
  /** Writes the same bytes at every run on the pinned back-end. */
  train(runtime: Runtime, onProgress?: Progress): Promise<ModelFiles>
  evaluate(runtime: Runtime, onProgress?: Progress): Promise<ModelEvaluation>
  /** @throws IntegrityError MODEL_INVALID, RUNTIME_NOT_PINNED */
  load(folder: string, runtime: Runtime): Promise<ShippedModel>
}
