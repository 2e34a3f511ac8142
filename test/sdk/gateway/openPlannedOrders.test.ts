import { expect } from 'chai'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { RefusedError, UnavailableError } from '../../../sdk/errors/index.ts'
import { openPlannedOrders } from '../../../sdk/gateway/openPlannedOrders.ts'
import {
  type OpenedOrder,
  type OrderDocument,
  orderCommitment,
  orderIdOf,
} from '../../../sdk/planning/order.ts'
import { expectError } from '../../helpers/expectError.ts'
import { GTIN, hash } from '../planning/support/policies.ts'

const contracts = {
  chainId: 7n,
  deployment: { contracts: { replenishmentPlanner: `0x${'11'.repeat(20)}` } },
} as unknown as Contracts

function openedOf(period: number): OpenedOrder {
  const salt = hash('5')
  const document: OrderDocument = {
    format: 'salus-order/1',
    policyId: hash('a'),
    period,
    gtin: GTIN,
    packs: 12,
    leastDaysLeft: 30,
  }
  const decision = {
    policyId: hash('a'),
    position: hash('2'),
    forecast: hash('3'),
    order: orderCommitment(salt, document),
    period,
    share: 3,
  }
  return { decision, document, salt }
}

const first = openedOf(0)
const second = openedOf(1)
const idOf = ({ decision }: OpenedOrder) => orderIdOf(contracts, decision)
const gateway = (answers: Readonly<Record<string, OpenedOrder>>) => ({
  async plannedOrder(orderId: string) {
    const answer = answers[orderId]
    if (answer) return answer
    throw new RefusedError('PLAN_NOT_FOUND', `This gateway keeps no order ${orderId} for you.`)
  },
})

describe('orders that a gateway opens', () => {
  it('are told by the ids that their decisions have; what is refused is left out', async () => {
    const client = gateway({ [idOf(first)]: first })
    const opened = await openPlannedOrders(contracts, client, [idOf(first), idOf(second)])
    expect([...opened]).to.deep.equal([[idOf(first), first]])
  })

  it('do not stand in for others', async () => {
    const client = gateway({ [idOf(first)]: second })
    const opened = await openPlannedOrders(contracts, client, [idOf(first)])
    expect(opened.get(idOf(first))).to.equal(undefined)
  })

  it('are not told with other packs than the decision commits to', () => {
    const more = { ...first, document: { ...first.document, packs: 13 } }
    const client = gateway({ [idOf(first)]: more })
    return expectError(
      () => openPlannedOrders(contracts, client, [idOf(first)]),
      'COMMITMENT_MISMATCH',
      /not the one that the decision commits to/,
    )
  })

  for (const [what, error] of [
    ['does not answer', new UnavailableError('GATEWAY_UNAVAILABLE', 'It is down.')],
    ['has ended the session', new RefusedError('NOT_AUTHORISED', 'The session is over.')],
  ] as const) {
    it(`fail where the gateway ${what}`, () => {
      const client = { plannedOrder: () => Promise.reject(error) }
      return expectError(() => openPlannedOrders(contracts, client, [idOf(first)]), error.code, /down|over/)
    })
  }
})
