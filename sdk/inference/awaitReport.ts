import type { Contracts } from '../chain/contracts.ts'
import { RefusedError, UnavailableError } from '../errors/index.ts'
import type { GatewayClient } from '../gateway/client.ts'
import { findReport } from './askForReport.ts'
import { type LandedReport, readLandedReport } from './landedReport.ts'

/** Milliseconds between looks. */
const INTERVAL = 500

export interface Waiting {
  /** Seconds. */
  readonly patience: number
  readonly onPhase?: (phase: 'landing' | 'delivery') => void
  readonly signal?: AbortSignal
}

/**
 * Waits until a report has landed and is kept as a record.
 * @throws UnavailableError QUORUM_MISSING where patience ends first
 */
export async function awaitReport(
  contracts: Contracts,
  gateway: GatewayClient,
  requestId: string,
  { patience, onPhase, signal }: Waiting,
): Promise<{ landed: LandedReport; recordId: string }> {
  const end = performance.now() + patience * 1000
  const waitFor = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
    for (;;) {
      signal?.throwIfAborted()
      const found = await look()
      if (found !== undefined) return found
      if (performance.now() > end) {
        throw new UnavailableError(
          'QUORUM_MISSING',
          `The request ${requestId} has no report ${what} after ${patience} seconds. The committee's nodes are down, or refused: for lack of consent, or because the bundle does not name the patient.`,
        )
      }
      await new Promise((resolve) => setTimeout(resolve, INTERVAL))
    }
  }
  onPhase?.('landing')
  const landed = await waitFor('on chain', () => findLanded(contracts, requestId))
  onPhase?.('delivery')
  const recordId = await waitFor('at the gateway', () => findReport(gateway, requestId))
  return { landed, recordId }
}

async function findLanded(contracts: Contracts, requestId: string): Promise<LandedReport | undefined> {
  try {
    return await readLandedReport(contracts, requestId)
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'REQUEST_NOT_OPEN') return undefined
    throw error
  }
}
