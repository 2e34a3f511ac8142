import type { SiteDeed } from '../../sdk/planning/automation/siteStep.ts'
import type { SupplierDeed } from '../../sdk/planning/automation/supplierStep.ts'

/** As whom the gateway took a step with an order. */
export type OrderSide = 'site' | 'supplier'

/** What was done with one order, or why nothing: no quantity, no product, no unit. */
export interface OrderNews {
  readonly side: OrderSide
  readonly orderId: string
  readonly done: SiteDeed['done'] | SupplierDeed['done']
  /** What it waits for. */
  readonly why?: string
}

/** No site's gateway tells the supplier what was ordered. */
export interface UnopenedDeed {
  readonly orderId: string
  readonly done: 'waits'
  readonly why: 'unopened'
}

/** What became of orders in the newest step with each, as long as the gateway runs. */
export interface DeedLog {
  /** Takes in what one whole step did, in place of the step before. */
  take(side: OrderSide, deeds: readonly (SiteDeed | SupplierDeed | UnopenedDeed)[]): void
  /** What the site's next step with an order waits for, or null. */
  waits(orderId: string): string | null
}

/** @param onNews told once of each thing that was not so in the step before */
export function createDeedLog(onNews?: (news: OrderNews) => void): DeedLog {
  const steps: Record<OrderSide, ReadonlyMap<string, OrderNews>> = { site: new Map(), supplier: new Map() }
  return {
    take(side, deeds) {
      const news = deeds.map((deed): OrderNews => {
        const { orderId, done } = deed
        return deed.done === 'waits' ? { side, orderId, done, why: deed.why } : { side, orderId, done }
      })
      const step = new Map(news.map((one) => [`${one.orderId} ${one.done} ${one.why ?? ''}`, one]))
      const before = steps[side]
      steps[side] = step
      for (const [key, one] of step) if (!before.has(key)) onNews?.(one)
    },
    waits(orderId) {
      const waiting = [...steps.site.values()].find((one) => one.orderId === orderId && one.done === 'waits')
      return waiting?.why ?? null
    },
  }
}
