import { IntegrityError, RefusedError, SalusError } from '../../sdk/errors/index.ts'

/** 0: fine. */
export const FINE = 0
/** 1: the answer is no: refused, or a verification failed. */
export const NO = 1
/** 2: bad usage or input, or something that was named cannot be reached. */
export const BAD_INPUT = 2
/** 70: a fault of Salus itself (EX_SOFTWARE of sysexits.h). */
export const FAULT = 70

export function exitCodeOf(error: unknown): number {
  if (error instanceof RefusedError || error instanceof IntegrityError) return NO
  return error instanceof SalusError ? BAD_INPUT : FAULT
}
