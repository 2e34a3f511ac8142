import { isError } from 'ethers'
import { SalusError } from '../errors/index.ts'

/**
 * Whether a node answered and would not say so much, in JSON-RPC, HTTP or by silence. Nodes limit blocks, logs, bytes or time,
 * each with another error.
 */
export function isTooMuch(error: unknown): boolean {
  if (error instanceof SalusError) return false
  return isError(error, 'UNKNOWN_ERROR') || isError(error, 'SERVER_ERROR') || isError(error, 'TIMEOUT')
}

/**
 * The logs of many blocks from a node that would not give them at once: in pieces, halved until it gives them.
 * @param ask asks for the blocks from the first to the last
 */
export async function logsInPieces<T>(
  ask: (first: number, last: number) => Promise<readonly T[]>,
  from: number,
  to: number,
): Promise<T[]> {
  const found: T[] = []
  let size = Math.max(1, Math.floor((to - from + 1) / 2))
  for (let first = from; first <= to; ) {
    const last = Math.min(to, first + size - 1)
    try {
      found.push(...(await ask(first, last)))
      first = last + 1
    } catch (error) {
      if (first === last || !isTooMuch(error)) throw error
      size = Math.floor((last - first + 1) / 2)
    }
  }
  return found
}
