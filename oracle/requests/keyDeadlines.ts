import type { Contracts } from '../../sdk/chain/contracts.ts'
import { deadlineIn } from '../../sdk/chain/time.ts'

/** Seconds that a node's request to a gateway is good for: between these. */
const SHORTEST_LIFETIME = 120
const LONGEST_LIFETIME = 540

/** Until when a request is good that is signed now, in seconds since 1970. Each time another, so that no two of a node are alike. */
export type KeyDeadline = () => Promise<number>

/** The deadlines of one node. */
export function createKeyDeadlines(contracts: Contracts): KeyDeadline {
  // Counts up from anywhere: a number drawn anew each time is soon one that was drawn before, and a node started again has forgotten those.
  let lifetimes = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  return () => {
    lifetimes += 1
    return deadlineIn(contracts, SHORTEST_LIFETIME + (lifetimes % (LONGEST_LIFETIME - SHORTEST_LIFETIME)))
  }
}
