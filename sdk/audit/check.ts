import { type ErrorCode, SalusError, UnavailableError } from '../errors/index.ts'

/** One thing that an audit looked at, and what it found. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  /** Where to look oneself: hashes, blocks, accounts. */
  readonly evidence: Readonly<Record<string, string | number>>
  /** Why it failed. */
  readonly reason?: string
  readonly code?: ErrorCode
}

export type Evidence = Check['evidence']

/**
 * Runs one check. What fails becomes a finding; a chain or a store that does not answer is no finding, and is thrown.
 * @throws UnavailableError
 */
export async function check(name: string, verify: () => Promise<Evidence>): Promise<Check> {
  try {
    return { name, ok: true, evidence: await verify() }
  } catch (error) {
    if (error instanceof UnavailableError || !(error instanceof SalusError)) throw error
    return { name, ok: false, evidence: {}, reason: error.message, code: error.code }
  }
}
