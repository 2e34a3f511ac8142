import { setTimeout as sleep } from 'node:timers/promises'
import { chainTime } from '../../sdk/chain/time.ts'
import { siteStep } from '../../sdk/planning/automation/siteStep.ts'
import type { GatewayContext } from '../context.ts'
import { keepPosition } from './keepPosition.ts'
import { createNews } from './news.ts'
import type { KeptPolicy } from './planningStore.ts'
import { createSupply } from './supply.ts'

/** Milliseconds, at most, until what failed or waits is looked at again. */
const LONGEST_RETRY = 2_000

export interface ReplenishmentOptions {
  /** Milliseconds between looks at the index of the chain. */
  readonly interval: number
  /** Milliseconds between two looks at the stock of one policy. */
  readonly pause: number
  /** Gateways of the sites that order from this organisation. */
  readonly sites: readonly string[]
  readonly signal: AbortSignal
  readonly onError?: (error: unknown) => void
}

/**
 * Keeps replenishment going until aborted, without a person: records the stock positions of the organisation's policies,
 * receives what was ordered, and as a supplier fills orders. It looks when the supply chain moved, a day or a period began, or a position
 * has aged.
 */
export async function keepPositions(
  context: GatewayContext,
  { interval, pause, sites, signal, onError }: ReplenishmentOptions,
): Promise<void> {
  const { contracts, custodianOrg, deeds, planning } = context
  const supply = createSupply(context, sites)
  const news = createNews(context)
  /** When the chain was last asked for the stock of a policy. */
  const lookedAt = new Map<string, number>()
  let retryAt = Number.POSITIVE_INFINITY

  /** Whether something waits that is to be looked at again: it failed, or says so itself. */
  const isWaiting = async (task: () => Promise<boolean>): Promise<boolean> => {
    try {
      return await task()
    } catch (error) {
      if (!signal.aborted) onError?.(error)
      return true
    }
  }

  async function receive(policies: readonly KeptPolicy[]): Promise<boolean> {
    const opened = policies.flatMap(({ policyId }) => planning.ordersOf(policyId))
    if (opened.length === 0) return false
    const batches = policies.flatMap(({ policyId }) => planning.batchesOf(policyId))
    const work = { organisation: custodianOrg, opened, batches }
    deeds.take('site', await context.transactions(() => siteStep(contracts, work)))
    return false
  }

  async function keepOne(policy: KeptPolicy, now: number): Promise<boolean> {
    const { policyId } = policy
    if (performance.now() - (lookedAt.get(policyId) ?? Number.NEGATIVE_INFINITY) < pause) return true
    if (await keepPosition(context, policy, now)) lookedAt.set(policyId, performance.now())
    return false
  }

  async function lookAtAll(): Promise<boolean> {
    const now = await chainTime(contracts)
    const policies = planning.listPolicies()
    let waits = await isWaiting(() => receive(policies))
    for (const policy of policies) {
      if (signal.aborted) return true
      waits = (await isWaiting(() => keepOne(policy, now))) || waits
    }
    return (await isWaiting(() => supply.step())) || waits
  }

  while (!signal.aborted) {
    const waits = await isWaiting(async () => {
      const isDue = (await news.isThereAny()) || performance.now() >= retryAt
      if (!isDue) return false
      retryAt = Number.POSITIVE_INFINITY
      return lookAtAll()
    })
    if (waits) retryAt = performance.now() + Math.min(pause, LONGEST_RETRY)
    await sleep(interval, undefined, { signal }).catch(() => undefined)
  }
}
