import type { MinedAct, Place } from '../../provenance/history/step.ts'
import type { Transfer } from '../../provenance/unit.ts'

/** An offer that was neither accepted nor ended. */
export interface Offer extends Place {
  /** Organisations. */
  readonly proposer: string
  readonly receiver: string
  readonly transfer: Transfer
  readonly isReturn: boolean
  /** Second since 1970 from which it cannot be accepted any more. */
  readonly expiresAt: number
  /** Where it was made. */
  readonly blockNumber: number
}

/**
 * The offers of units of a batch that are open after these acts: the contract tells of every one that is made, accepted or
 * ended, but of none that expires.
 * @param time seconds since 1970
 */
export const openOffers = (acts: readonly MinedAct[], time: number): Offer[] =>
  offersAfter(acts).filter(({ expiresAt }) => expiresAt > time)

/** Those that nobody accepted, refused or withdrew until they expired, nor made again. */
export const lapsedOffers = (acts: readonly MinedAct[], time: number): Offer[] =>
  offersAfter(acts).filter(({ expiresAt }) => expiresAt <= time)

function offersAfter(acts: readonly MinedAct[]): Offer[] {
  const open = new Map<string, Offer>()
  for (const act of acts) {
    if (act.name === 'transfer-proposed') open.set(keyOf(act), act)
    if (act.name === 'transfer-accepted' || act.name === 'transfer-ended') open.delete(keyOf(act))
  }
  return [...open.values()]
}

const keyOf = ({ level, position, transfer }: Place & { readonly transfer: Transfer }): string =>
  `${level}/${position}/${transfer}`
