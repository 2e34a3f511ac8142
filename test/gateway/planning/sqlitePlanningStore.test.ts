import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { KeptPosition } from '../../../gateway/planning/planningStore.ts'
import { openSqlitePlanningStore } from '../../../gateway/planning/sqlitePlanningStore.ts'
import type { OpenedOrder } from '../../../sdk/planning/order.ts'
import { policyFile } from '../../sdk/planning/support/policies.ts'

const hash = (number: number) => `0x${number.toString(16).padStart(64, '0')}`

const positionOf = (number: number): KeptPosition => ({
  commitment: hash(number),
  position: {
    format: 'salus-position/1',
    policyId: hash(1),
    block: number,
    day: 20_000,
    lots: [],
    onTheWay: 0,
    unusable: 0,
    onOrder: [],
    historyHash: hash(2),
  },
  history: {
    format: 'salus-demand/1',
    frequency: 'daily',
    firstPeriod: 20_000,
    values: [],
    censored: [],
    chainFrom: 20_000,
  },
})

const orderOf = (number: number): OpenedOrder => ({
  decision: {
    policyId: hash(1),
    position: hash(2),
    forecast: hash(3),
    order: hash(number),
    period: number,
    share: 1,
  },
  document: {
    format: 'salus-order/1',
    policyId: hash(1),
    period: number,
    gtin: '09506000134352',
    packs: 1,
    leastDaysLeft: 0,
  },
  salt: hash(4),
})

describe('gateway/planning/sqlitePlanningStore', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'salus-planning-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const open = () => openSqlitePlanningStore(join(folder, 'planning.sqlite'))

  it('keeps what it was given over a restart, each once, in the order in which it came', () => {
    const first = open()
    first.addPolicy(hash(1), policyFile())
    first.addPolicy(hash(1), policyFile({ cap: 1 }))
    first.addPolicy(hash(9), policyFile({ cap: 7 }))
    for (const number of [5, 3, 5]) first.addOrder(hash(number), orderOf(number))
    first.setHistory(hash(1), positionOf(1).history)
    first.setHistory(hash(1), { ...positionOf(1).history, chainFrom: 20_001 })
    first.close()
    const again = open()
    expect(again.listPolicies()).to.deep.equal([
      { policyId: hash(1), file: policyFile() },
      { policyId: hash(9), file: policyFile({ cap: 7 }) },
    ])
    expect(again.findPolicy(hash(2))).to.equal(undefined)
    expect(again.ordersOf(hash(1))).to.deep.equal([orderOf(5), orderOf(3)])
    expect(again.ordersOf(hash(9))).to.deep.equal([])
    expect(again.historyOf(hash(1))?.chainFrom).to.equal(20_001)
    again.close()
  })

  it('keeps the newest positions of a policy, and drops none of another', () => {
    const store = open()
    store.addPosition(hash(8), positionOf(7))
    for (let number = 100; number < 200; number++) store.addPosition(hash(1), positionOf(number))
    expect(store.findPosition(hash(1), hash(100))).to.equal(undefined)
    expect(store.findPosition(hash(1), hash(199))).to.deep.equal(positionOf(199))
    expect(store.findPosition(hash(1), hash(140))).to.deep.equal(positionOf(140))
    expect(store.findPosition(hash(8), hash(7))).to.deep.equal(positionOf(7))
    expect(store.findPosition(hash(8), hash(199))).to.equal(undefined)
    store.close()
  })

  it('takes a request once, also after a restart, and forgets it when its deadline has passed', () => {
    const store = open()
    expect(store.useRequest(hash(1), 1_000, 900)).to.equal(true)
    expect(store.useRequest(hash(1), 1_000, 1_000)).to.equal(false)
    store.close()
    const again = open()
    expect(again.useRequest(hash(1), 1_000, 1_000)).to.equal(false)
    expect(again.useRequest(hash(2), 1_200, 1_001)).to.equal(true)
    again.close()
  })

  it('counts what calls for another look', () => {
    const store = open()
    const counts = [store.revision]
    store.addPolicy(hash(1), policyFile())
    counts.push(store.revision)
    store.addOrder(hash(1), orderOf(1))
    counts.push(store.revision)
    // A position is what a look makes.
    store.addPosition(hash(1), positionOf(1))
    expect([...counts, store.revision]).to.deep.equal([0, 1, 2, 2])
    store.close()
  })
})
