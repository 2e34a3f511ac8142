import { setTimeout as sleep } from 'node:timers/promises'
import type { GatewayContext } from '../context.ts'
import { anchorDisclosures, MAXIMUM_PERIOD } from './anchorDisclosures.ts'

export interface AnchoringOptions {
  /** Milliseconds between roots. */
  readonly interval: number
  readonly signal: AbortSignal
  readonly onError?: (error: unknown) => void
}

/** Anchors what was disclosed at a fixed cadence until aborted; a period that fails is anchored with the next. */
export async function anchorPeriodically(
  context: GatewayContext,
  { interval, signal, onError }: AnchoringOptions,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(interval, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    try {
      // A period that is full leaves some for the next, which need not wait.
      while ((await anchorDisclosures(context)).size === MAXIMUM_PERIOD);
    } catch (error) {
      onError?.(error)
    }
  }
}
