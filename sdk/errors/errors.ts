import type { ErrorCode } from './codes.ts'

export interface SalusErrorOptions {
  cause?: unknown
}

/**
 * Every error Salus raises on purpose. The message is one sentence that says what was wrong with what was given
 * and what to do; it never carries health data, keys or signatures. The code is stable across releases.
 */
export abstract class SalusError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options: SalusErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.name = new.target.name
  }
}

/** Trying again with the same input gives the same answer. */
export abstract class FinalError extends SalusError {}

/** The same call may succeed later: a chain, a store or a peer could not be reached. */
export class UnavailableError extends SalusError {}

/** What the caller gave cannot be used: malformed, out of range, in another unit, for another chain. */
export class InvalidInputError extends FinalError {}

/** The question was well formed and the answer is no: no consent, not accredited, not found. */
export class RefusedError extends FinalError {}

/** Bytes, a hash, a proof or a signature do not match what they claim to be. */
export class IntegrityError extends FinalError {}
