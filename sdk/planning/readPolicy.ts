import { ZeroAddress } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import type { ReadOptions } from '../provenance/readBatch.ts'
import type { PolicyTerms } from './policy.ts'

/** `IReplenishmentPlanner.Policy`. */
export interface PolicyState {
  readonly policyId: string
  readonly organisation: string
  readonly isHeld: boolean
  /** Seconds since 1970: when the position was recorded, or the newest one taken back; 0 where there never was one. */
  readonly positionAt: number
  /** Account that recorded the newest position: another one confirms and lets go on. Null where there never was one. */
  readonly recorder: string | null
  /** Commitments; null where there is none. */
  readonly position: string | null
  readonly forecast: string | null
  /** Seconds since 1970: when a forecast from the newest position landed; 0 where none has: then `forecast` is an older one. */
  readonly forecastAt: number
  /** Hundredths of the cap ordered within the window that ends now. */
  readonly share: number
  readonly terms: PolicyTerms
}

const NOTHING = `0x${'00'.repeat(32)}`

/** @throws RefusedError PLAN_REFUSED where there is no such policy */
export async function readPolicy(
  { replenishmentPlanner }: Contracts,
  policyId: string,
  options: ReadOptions = {},
): Promise<PolicyState> {
  const policy = await read(replenishmentPlanner.policyOf(policyId, options))
  const { terms } = policy
  return {
    policyId,
    organisation: policy.organisation,
    isHeld: policy.isHeld,
    positionAt: Number(policy.positionAt),
    position: orNull(policy.position),
    recorder: policy.recorder === ZeroAddress ? null : policy.recorder,
    forecast: orNull(policy.forecast),
    forecastAt: Number(policy.forecastAt),
    share: Number(policy.share),
    terms: termsOnChain(terms),
  }
}

/** First second at which nothing follows from the newest position any more: it is too old, or its period is over. */
export function positionFreshUntil({ positionAt, terms }: Pick<PolicyState, 'positionAt' | 'terms'>): number {
  const { start, periodHours, maximumAgeHours } = terms
  const length = periodHours * 3_600
  const periodEnd = start + (Math.floor((positionAt - start) / length) + 1) * length
  return Math.min(positionAt + maximumAgeHours * 3_600, periodEnd)
}

/** The terms as the contract gives them. */
export const termsOnChain = (
  terms: Readonly<Record<Exclude<keyof PolicyTerms, 'supplier'>, bigint>> & Pick<PolicyTerms, 'supplier'>,
): PolicyTerms => ({
  supplier: terms.supplier,
  start: Number(terms.start),
  periodHours: Number(terms.periodHours),
  maximumAgeHours: Number(terms.maximumAgeHours),
  window: Number(terms.window),
  confirmAbove: Number(terms.confirmAbove),
})

const orNull = (hash: string): string | null => (hash === NOTHING ? null : hash)
