import type { RelayLimits } from './context.ts'

/** What may differ between installations of one gateway. */
export interface GatewayTuning {
  /** Blocks behind the latest at which consent must have held too (k). */
  readonly confirmations: number
  /** Milliseconds between looks at the chain. */
  readonly watchInterval: number
  /** Milliseconds between looks at every key that is out. */
  readonly sweepInterval: number
  /** Milliseconds between roots of the disclosure log. Shorter than the contract's age of a disclosure, or they count as late. */
  readonly disclosureInterval: number
  readonly relayLimits: RelayLimits
  /** Milliseconds between two looks at the stock of one replenishment policy. */
  readonly positionPause: number
}

/** For a chain on which what has landed stays. */
export const STANDARD_TUNING: GatewayTuning = {
  confirmations: 0,
  watchInterval: 1_000,
  sweepInterval: 60_000,
  disclosureInterval: 15 * 60_000,
  relayLimits: { perPatientAndDay: 50, perHour: 1_000 },
  positionPause: 10_000,
}
