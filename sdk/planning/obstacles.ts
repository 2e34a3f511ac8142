import { type PolicyState, positionFreshUntil } from './readPolicy.ts'

/** Why the contract takes no decision under a policy now. */
export type Obstacle =
  | 'held'
  /** Its first period is still to come. */
  | 'not-begun'
  /** No position is recorded. */
  | 'no-position'
  /** The position is too old, or of an earlier period. */
  | 'stale'
  /** The cap of the window is used up. */
  | 'cap'

/**
 * What stands against any decision under a policy, as far as that does not hang on the decision.
 * @param now seconds since 1970, of the chain
 */
export function obstaclesTo(state: PolicyState, now: number): Obstacle[] {
  const { isHeld, position, share, terms } = state
  const found: [obstacle: Obstacle, stands: boolean][] = [
    ['held', isHeld],
    ['not-begun', now < terms.start],
    ['no-position', position === null],
    ['stale', position !== null && now >= positionFreshUntil(state)],
    ['cap', share >= 100],
  ]
  return found.flatMap(([obstacle, stands]) => (stands ? [obstacle] : []))
}
