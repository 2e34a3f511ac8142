import { RefusedError } from '../../sdk/errors/index.ts'
import { type GatewayClient, gatewayClient } from '../../sdk/gateway/client.ts'
import { supplierStep } from '../../sdk/planning/automation/supplierStep.ts'
import type { ProvenBatch } from '../../sdk/planning/batchOfProduct.ts'
import { type ListedOrder, listOrders, type OrderStatus } from '../../sdk/planning/listOrders.ts'
import { type OpenedOrder, requireOpened } from '../../sdk/planning/order.ts'
import type { GatewayContext } from '../context.ts'
import type { UnopenedDeed } from './deedLog.ts'

/** The supplier's side of a gateway. */
export interface Supply {
  /**
   * Takes every order that is addressed to the organisation a step further. Run again it goes on where it stopped; one that fails
   * holds up no other.
   * @returns whether an order waits that no site's gateway has opened yet
   * @throws the first failure, after all were tried
   */
  step(): Promise<boolean>
}

/** Orders that the supplier has to know: it fills them, or offers again what lapsed on its way. */
const LIVE: readonly OrderStatus[] = ['accepted', 'placed', 'shipped']

/**
 * Fills orders: learns from the gateways of sites what was ordered, accepts and ships what the stock covers, and shows the site of
 * which product the shipped batches are. Those are batches of which it has the books: a
 * supplier that did not make what it sells fills its orders by hand.
 * @param sites URLs of the gateways
 */
export function createSupply(context: GatewayContext, sites: readonly string[]): Supply {
  const { contracts, custodianOrg, planning, batches, deeds } = context
  const clients = sites.map((url) => gatewayClient({ url }))
  const signedIn = new Set<GatewayClient>()
  /** Orders of which the site knows the batches. */
  const shown = new Set<string>()
  const proven = new Map<string, ProvenBatch>()

  /** As the organisation's account, from the first site that does not refuse. */
  async function askSites<T>(call: (client: GatewayClient) => Promise<T>): Promise<T | undefined> {
    let failure: unknown
    for (const client of clients) {
      try {
        return await asSignedIn(client, () => call(client))
      } catch (error) {
        // Another site's order.
        if (!(error instanceof RefusedError && error.code === 'PLAN_NOT_FOUND')) failure = error
      }
    }
    if (failure) throw failure
    return undefined
  }

  async function asSignedIn<T>(client: GatewayClient, call: () => Promise<T>): Promise<T> {
    if (!signedIn.has(client)) {
      await client.signIn(context.signer)
      signedIn.add(client)
    }
    try {
      return await call()
    } catch (error) {
      // The session is over: the next step signs in again.
      if (error instanceof RefusedError && error.code === 'NOT_AUTHORISED') signedIn.delete(client)
      throw error
    }
  }

  async function openedOrder({ orderId }: ListedOrder): Promise<OpenedOrder | undefined> {
    const kept = planning.findOrder(orderId)
    if (kept) return kept
    const opened = await askSites((client) => client.plannedOrder(orderId))
    if (!opened || requireOpened(contracts, opened) !== orderId) return undefined
    planning.addOrder(orderId, opened)
    return opened
  }

  /** Batches of products that the organisation made. */
  async function provenBatches(products: ReadonlySet<string>): Promise<ProvenBatch[]> {
    for (const { batchId, gtin } of batches.list()) {
      if (!products.has(gtin) || proven.has(batchId)) continue
      const batch = await batches.prove(batchId)
      if (batch) proven.set(batchId, batch)
    }
    return [...proven.values()].filter(({ head }) => products.has(head.gtin))
  }

  /** All orders at once: what is shipped on one of them is for no other. */
  async function fill(opened: readonly OpenedOrder[], unopened: readonly UnopenedDeed[]): Promise<void> {
    const stock = await provenBatches(new Set(opened.map(({ document }) => document.gtin)))
    const work = { organisation: custodianOrg, opened, batches: stock }
    const done = await context.transactions(() => supplierStep(contracts, work))
    deeds.take('supplier', [...unopened, ...done])
  }

  async function showBatches({ orderId, units }: ListedOrder): Promise<void> {
    const ids = new Set(units.map(({ batchId }) => batchId))
    const own = [...proven.values()].filter(({ head }) => ids.has(head.batchId))
    if (own.length > 0) await askSites((client) => client.addShippedBatches(orderId, own))
    shown.add(orderId)
  }

  return {
    async step() {
      const failures: unknown[] = []
      const attempt = (task: () => Promise<void>) =>
        task().catch((error: unknown) => void failures.push(error))
      const listed = await listOrders(contracts, { supplier: custodianOrg })
      if (listed.length === 0) return false
      const opened: OpenedOrder[] = []
      const unopened: UnopenedDeed[] = []
      for (const order of listed.filter(({ status }) => LIVE.includes(status))) {
        await attempt(async () => {
          unopened.push({ orderId: order.orderId, done: 'waits', why: 'unopened' })
          const one = await openedOrder(order)
          if (!one) return
          opened.push(one)
          unopened.pop()
        })
      }
      await attempt(() => fill(opened, unopened))
      for (const order of await listOrders(contracts, { supplier: custodianOrg })) {
        if (order.status === 'shipped' && !shown.has(order.orderId)) await attempt(() => showBatches(order))
      }
      if (failures.length > 0) throw failures[0]
      return unopened.length > 0
    },
  }
}
