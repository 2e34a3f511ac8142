import { expect } from 'chai'
import { BrowserProvider, type Eip1193Provider, id, Network } from 'ethers'
import { type Contracts, connectContracts } from '../../../../sdk/chain/contracts.ts'
import { acceptOrder } from '../../../../sdk/planning/acceptOrder.ts'
import { cancelOrder } from '../../../../sdk/planning/cancelOrder.ts'
import { listOrders } from '../../../../sdk/planning/listOrders.ts'
import { listPolicies } from '../../../../sdk/planning/listPolicies.ts'
import type { OpenedOrder } from '../../../../sdk/planning/order.ts'
import { rejectOrder } from '../../../../sdk/planning/rejectOrder.ts'
import { expectError } from '../../../helpers/expectError.ts'
import { DISTRIBUTOR, MAKER, PHARMACY } from '../../provenance/support/drugChain.ts'
import { createSite, openingNow, order, record, type Site } from '../support/site.ts'

interface RawLog {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
}

describe('a node that lies about policies and orders', () => {
  let site: Site
  let opened: OpenedOrder
  let later: OpenedOrder

  before(async () => {
    site = await createSite()
    await record(site, await openingNow(site, []))
    opened = await order(site, 5)
    await cancelOrder(site.as('pharmacy'), opened.decision)
    await site.chain.networkHelpers.time.increase(86_400)
    await record(site, await openingNow(site, [], [opened]))
    later = await order(site, 5)
  })

  /** The contracts at a node that alters each log that it answers with. */
  const lying = (change: (log: RawLog) => RawLog, order = (logs: RawLog[]) => logs): Contracts => {
    const network = Network.from(site.chain.chainId)
    const transport: Eip1193Provider = {
      request: async ({ method, params }) => {
        const answer = await site.chain.provider.request({ method, params: Object.values(params ?? []) })
        return method === 'eth_getLogs' ? order((answer as RawLog[]).map(change)) : answer
      },
    }
    const provider = new BrowserProvider(transport, network, { staticNetwork: network, cacheTimeout: -1 })
    return connectContracts(site.deployment, provider)
  }
  const refused = async (change: (log: RawLog) => RawLog) => {
    const invalid = (act: () => Promise<unknown>) =>
      expectError(act, 'CHAIN_LOG_INVALID', /no chain can hold/)
    await invalid(() => listOrders(lying(change), { policyId: site.policyId }))
  }
  const isOf = (log: RawLog, event: string) =>
    log.topics[0] === site.reader.replenishmentPlanner.getEvent(event as 'OrderDecided').fragment.topicHash

  it('is believed where it does not', async () => {
    const [listed] = await listOrders(
      lying((log) => log),
      { policyId: site.policyId },
    )
    expect(listed).to.deep.include({ decision: opened.decision, status: 'cancelled' })
  })

  it('is understood where it answers in another order', async () => {
    await acceptOrder(site.as('maker'), later.decision)
    await rejectOrder(site.as('maker'), later.decision)
    const backwards = lying(
      (log) => log,
      (logs) => logs.reverse(),
    )
    const listed = await listOrders(backwards, { policyId: site.policyId })
    expect(listed.map(({ status }) => status)).to.deep.equal(['cancelled', 'rejected'])
  })

  it('by events of another contract, order or policy', async () => {
    await refused((log) => ({ ...log, address: site.deployment.contracts.drugProvenance }))
    const topic = (event: string, index: number, value: string) =>
      refused((log) => (isOf(log, event) ? { ...log, topics: log.topics.with(index, value) } : log))
    await topic('OrderDecided', 1, id('order'))
    await topic('OrderDecided', 2, id('policy'))
    await topic('OrderChanged', 2, id('policy'))
    await topic('PolicySet', 1, id('policy'))
    await topic('PolicySet', 2, `0x${'00'.repeat(12)}${DISTRIBUTOR.slice(2)}`)
  })

  it('by another share, or other terms, than the ids are of', async () => {
    const last = (log: RawLog, event: string, word: number) => {
      if (!isOf(log, event)) return log
      const at = 2 + word * 64 + 63
      const digit = log.data[at] === '1' ? '2' : '1'
      return { ...log, data: `${log.data.slice(0, at)}${digit}${log.data.slice(at + 1)}` }
    }
    await refused((log) => last(log, 'OrderDecided', 5))
    await refused((log) => last(log, 'PolicySet', 2))
    for (const filter of [{ organisation: PHARMACY }, { supplier: MAKER }, {}]) {
      await expectError(
        () =>
          listPolicies(
            lying((log) => last(log, 'PolicySet', 0)),
            filter,
          ),
        'CHAIN_LOG_INVALID',
        /no chain can hold/,
      )
    }
  })
})
