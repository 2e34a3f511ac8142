import type { ErrorCode } from '../errors/index.ts'

/** What a custom error of a contract means to the person who caused it. */
export interface Refusal {
  readonly code: ErrorCode
  readonly sentence: (args: readonly unknown[]) => string
}

export const at = (args: readonly unknown[], index: number) => String(args[index])
export const refusal = (code: ErrorCode, sentence: Refusal['sentence']): Refusal => ({ code, sentence })
