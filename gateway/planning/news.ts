import type { ContractName } from '../../sdk/chain/deployment.ts'
import { chainTime } from '../../sdk/chain/time.ts'
import { policyPeriodAt } from '../../sdk/planning/policy.ts'
import type { GatewayContext } from '../context.ts'
import { type BlockPoint, endOfBlock } from '../index/chainEvent.ts'

/** Contracts whose events move stock, or orders. */
const MOVING: readonly ContractName[] = [
  'drugProvenance',
  'coldChain',
  'investigations',
  'replenishmentPlanner',
]

/** Seconds for each hour that a position of a policy may be old: an eighth. */
const AGE_TICK = 3600 / 8

/** Whether there is anything new to look at. */
export interface News {
  /** Since the last call: events of the supply chain, another day or period of a policy, an older position, or something handed in. */
  isThereAny(): Promise<boolean>
}

/** By the index of the chain, which the gateway follows anyhow: a look at nothing new costs the chain's node one question. */
export function createNews({ contracts, index, planning }: GatewayContext): News {
  let seen: BlockPoint | undefined
  let calendar = ''

  async function hasMoved(): Promise<boolean> {
    const head = await index.head()
    const last = seen
    if (head?.hash === last?.hash) return false
    seen = head
    if (!last || !head || head.number <= last.number) return true
    // A reorganisation removed what was seen.
    const [kept] = await index.blocksDown(last.number, 1)
    if (kept?.number === last.number && kept.hash !== last.hash) return true
    return (await index.eventsAfter(endOfBlock(last.number), 1, { contracts: MOVING })).length > 0
  }

  /** What the time changes, and what was handed in. A position's age is looked at four times before it is half of what it may be, at least. */
  async function calendarNow(): Promise<string> {
    const { revision } = planning
    const policies = planning.listPolicies()
    if (policies.length === 0) return String(revision)
    const now = await chainTime(contracts)
    const periods = policies.map(({ file: { document } }) =>
      now < document.start
        ? null
        : [policyPeriodAt(document, now), Math.floor(now / (document.maximumAgeHours * AGE_TICK))],
    )
    return JSON.stringify([revision, Math.floor(now / 86_400), periods])
  }

  return {
    async isThereAny() {
      const [moved, now] = [await hasMoved(), await calendarNow()]
      const isOther = now !== calendar
      calendar = now
      return moved || isOther
    },
  }
}
