import { expect } from 'chai'
import { id } from 'ethers'
import { latestHeader } from '../../../../sdk/chain/latestBlock.ts'
import { deadlineIn } from '../../../../sdk/chain/time.ts'
import type { ErrorCode } from '../../../../sdk/errors/index.ts'
import { supplierStep } from '../../../../sdk/planning/automation/supplierStep.ts'
import { checkOpening } from '../../../../sdk/planning/checkOpening.ts'
import { historyHash } from '../../../../sdk/planning/history.ts'
import type { OpenedOrder } from '../../../../sdk/planning/order.ts'
import { type PlanOpening, readPlanOpening } from '../../../../sdk/planning/planOpening.ts'
import { createPolicyFile, policyIdOf } from '../../../../sdk/planning/policy.ts'
import type { StockPosition } from '../../../../sdk/planning/position.ts'
import { readPolicy } from '../../../../sdk/planning/readPolicy.ts'
import { rejectOrder } from '../../../../sdk/planning/rejectOrder.ts'
import { setPolicy } from '../../../../sdk/planning/setPolicy.ts'
import { acceptTransfer } from '../../../../sdk/provenance/acceptTransfer.ts'
import { disaggregateUnit } from '../../../../sdk/provenance/disaggregateUnit.ts'
import { packSalt } from '../../../../sdk/provenance/packBody.ts'
import { proposeTransfer } from '../../../../sdk/provenance/proposeTransfer.ts'
import { NO_REASON } from '../../../../sdk/provenance/reason.ts'
import { recallPacks } from '../../../../sdk/provenance/recallPacks.ts'
import { undoDispense } from '../../../../sdk/provenance/undoDispense.ts'
import { expectError } from '../../../helpers/expectError.ts'
import { CARRIER, DISTRIBUTOR, MAKER, PHARMACY } from '../../provenance/support/drugChain.ts'
import {
  createSite,
  dispense,
  hand,
  type KnownBatch,
  knownBatch,
  openingNow,
  order,
  record,
  type Site,
  unitOf,
} from '../support/site.ts'

const DAY = 86_400

describe('openings of plans', () => {
  let site: Site
  let batch: KnownBatch
  /** Of another product. */
  let other: KnownBatch
  let restore: () => Promise<void>

  before(async () => {
    site = await createSite()
    batch = await knownBatch(site, 13)
    other = await knownBatch(site, 4, { gtin: '09521234543220' })
    for (const known of [batch, other])
      await hand(site, await unitOf(site, known), 'maker', 'pharmacy', PHARMACY)
    for (const index of [0, 3]) await dispense(site, batch, index)
    await site.chain.networkHelpers.time.increase(DAY)
    await dispense(site, batch, 7)
    restore = (await site.chain.networkHelpers.takeSnapshot()).restore
  })
  afterEach(async () => {
    await restore()
    restore = (await site.chain.networkHelpers.takeSnapshot()).restore
  })

  const check = async (opening: PlanOpening) =>
    checkOpening(site.reader, readPlanOpening(opening), await readPolicy(site.reader, site.policyId))
  /** Records what a lying site says, and has it checked. */
  const refuse = async (opening: PlanOpening, code: ErrorCode, words: RegExp) => {
    await record(site, opening)
    await expectError(() => check(opening), code, words)
  }
  const withPosition = (opening: PlanOpening, change: Partial<StockPosition>): PlanOpening => ({
    ...opening,
    position: { ...opening.position, ...change },
  })
  const withHistory = (opening: PlanOpening, change: Partial<PlanOpening['history']>): PlanOpening => {
    const history = { ...opening.history, ...change }
    return { ...withPosition(opening, { historyHash: historyHash(history) }), history }
  }

  it('are taken where they are what the chain says, also after more was dispensed or received', async () => {
    const opening = await openingNow(site, [batch])
    expect(opening.position.lots.map(({ packs }) => packs)).to.deep.equal([10])
    expect(opening.history.values.slice(-2)).to.deep.equal([0, 2])
    await record(site, opening)
    const block = await check(JSON.parse(JSON.stringify(opening)))
    expect(block.number).to.equal(opening.position.block)
    await dispense(site, batch, 8)
    const more = await knownBatch(site, 2)
    await hand(site, await unitOf(site, more), 'maker', 'pharmacy', PHARMACY)
    await check(opening)
    await undoDispense(site.as('pharmacy'), await unitOf(site, batch), 8)
    await check(opening)
  })

  it('are taken with what was taken back left out of the demand', async () => {
    await undoDispense(site.as('pharmacy'), await unitOf(site, batch), 0)
    const opening = await openingNow(site, [batch])
    expect(opening.history.values.at(-1)).to.equal(1)
    await record(site, opening)
    await check(opening)
  })

  it('are refused after a recall, a hold or a sale of the stock', async () => {
    const opening = await openingNow(site, [batch])
    await record(site, opening)
    const { restore: undo } = await site.chain.networkHelpers.takeSnapshot()
    // Only of a pack that was dispensed: no stock is lost.
    await recallPacks(site.as('maker'), batch.book, { from: 3, to: 4 }, NO_REASON)
    await check(opening)
    await recallPacks(site.as('maker'), batch.book, { from: 4, to: 5 }, NO_REASON)
    await expectError(() => check(opening), 'PLAN_REFUSED', /recalled, held or moved away/)
    await undo()
    const terms = { receiver: DISTRIBUTOR, transfer: 'both', isReturn: false } as const
    const expiresAt = await deadlineIn(site.reader, 3600)
    await disaggregateUnit(site.as('pharmacy'), await unitOf(site, batch), 2)
    await check(opening)
    await proposeTransfer(site.as('pharmacy'), await unitOf(site, batch, 8), { ...terms, expiresAt })
    await expectError(() => check(opening), 'PLAN_REFUSED', /moved away/)
    await acceptTransfer(site.as('distributor'), await unitOf(site, batch, 8), 'both')
    await expectError(() => check(opening), 'PLAN_REFUSED', /moved away/)
  })

  it('are refused where the position is not what the chain has at its block', async () => {
    const opening = await openingNow(site, [batch])
    const { position } = opening
    const [lot] = position.lots
    if (!lot) throw new Error('The pharmacy has no stock.')
    const lots = (change: Partial<typeof lot>) => withPosition(opening, { lots: [{ ...lot, ...change }] })
    const mismatch = (changed: PlanOpening) => refuse(changed, 'PLAN_MISMATCH', /not what the chain has/)
    await mismatch(lots({ packs: 9 }))
    await mismatch(lots({ packs: 11 }))
    await mismatch(lots({ expiryDay: lot.expiryDay + 1 }))
    await mismatch(withPosition(opening, { lots: [] }))
    await mismatch(withPosition(opening, { unusable: 1 }))
    await mismatch(withPosition(opening, { onTheWay: 1 }))
    await mismatch(withPosition(opening, { day: position.day + 1 }))
    await mismatch(withPosition(opening, { block: position.block - 1 }))
    await mismatch(withPosition(opening, { onOrder: [{ orderId: id('none'), packs: 5 }] }))
    await mismatch({ ...opening, batches: [] })
    const { number } = await latestHeader(site.reader)
    await refuse(withPosition(opening, { block: number + 100 }), 'PLAN_MISMATCH', /still to come/)
    // A lot that the site never had.
    const makers = await knownBatch(site, 4)
    const claimed = { batchId: makers.book.batchId, expiryDay: lot.expiryDay, packs: 4 }
    const claim = withPosition(await openingNow(site, [batch, makers]), { lots: [lot, claimed] })
    await mismatch(claim)
  })

  it('are refused where the position hides a recall that was before its block', async () => {
    const before = await openingNow(site, [batch])
    await recallPacks(site.as('maker'), batch.book, { from: 0, to: 16 }, NO_REASON)
    const { number } = await latestHeader(site.reader)
    await refuse(withPosition(before, { block: number }), 'PLAN_MISMATCH', /not what the chain has/)
    await refuse(before, 'PLAN_REFUSED', /recalled/)
  })

  it('are refused where the block of the position is too long ago, though it was recorded just now', async () => {
    const opening = await openingNow(site, [batch])
    await site.chain.networkHelpers.time.increase(DAY)
    await refuse(opening, 'PLAN_REFUSED', /too long ago/)
  })

  it('are refused where the position was recorded long after its block, also again', async () => {
    const opening = await openingNow(site, [batch])
    await record(site, opening)
    await check(opening)
    await site.chain.networkHelpers.time.increase(3600)
    await check(opening)
    await refuse(opening, 'PLAN_REFUSED', /more than an hour after its block/)
  })

  it('are refused after a recall of what is on order or on the way, or where less is to come', async () => {
    const late = await knownBatch(site, 16)
    const maker = site.as('maker')
    await record(site, await openingNow(site, [batch, late]))
    const opened = await order(site, 16)
    const work = { organisation: MAKER, opened: [opened], batches: [late.proven] }
    await supplierStep(maker, work)
    const unit = await unitOf(site, late)
    const opening = await openingNow(site, [batch, late], [opened])
    expect(opening.position.onOrder.map(({ packs }) => packs)).to.deep.equal([16])
    await record(site, opening)
    await check(opening)
    const { restore: undo } = await site.chain.networkHelpers.takeSnapshot()
    await recallPacks(maker, late.book, { from: 0, to: 1 }, NO_REASON)
    await expectError(() => check(opening), 'PLAN_REFUSED', /less is to come/)
    await undo()
    await rejectOrder(maker, opened.decision)
    await expectError(() => check(opening), 'PLAN_REFUSED', /less is to come/)
    await undo()
    // That it comes, and is dispensed, is no loss; that it is recalled there is one.
    await acceptTransfer(site.as('pharmacy'), unit, 'both')
    await dispense(site, late, 4)
    await check(opening)
    await recallPacks(maker, late.book, { from: 5, to: 6 }, NO_REASON)
    await expectError(() => check(opening), 'PLAN_REFUSED', /less is to come/)
  })

  it('are refused after a recall of what another keeps for the site', async () => {
    const pharmacy = site.as('pharmacy')
    const unit = await unitOf(site, batch)
    const custody = async (from: 'pharmacy' | 'carrier', receiver: string) =>
      proposeTransfer(site.as(from), unit, {
        receiver,
        expiresAt: await deadlineIn(site.reader, 3600),
        transfer: 'custody',
        isReturn: false,
      })
    await custody('pharmacy', CARRIER)
    await acceptTransfer(site.as('carrier'), unit, 'custody')
    await custody('carrier', PHARMACY)
    const opening = await openingNow(site, [batch])
    expect(opening.position).to.deep.include({ lots: [], onTheWay: 10 })
    await record(site, opening)
    await check(opening)
    const { restore: undo } = await site.chain.networkHelpers.takeSnapshot()
    await recallPacks(site.as('maker'), batch.book, { from: 4, to: 5 }, NO_REASON)
    await expectError(() => check(opening), 'PLAN_REFUSED', /recalled, held or moved away/)
    await undo()
    await acceptTransfer(pharmacy, unit, 'custody')
    await check(opening)
  })

  it('hide no batch that came under the policy, and may name one that is younger', async () => {
    const late = await knownBatch(site, 16)
    await record(site, await openingNow(site, [batch, late]))
    const opened = await order(site, 16)
    await supplierStep(site.as('maker'), { organisation: MAKER, opened: [opened], batches: [late.proven] })
    const opening = await openingNow(site, [batch], [opened])
    await acceptTransfer(site.as('pharmacy'), await unitOf(site, late), 'both')
    await expectError(() => openingNow(site, [batch], [opened]), 'PLAN_REFUSED', /is not shown/)
    await refuse(opening, 'PLAN_REFUSED', /is not shown/)
    const whole = await openingNow(site, [batch, late], [opened])
    await record(site, whole)
    const younger = await knownBatch(site, 4)
    await check({ ...whole, batches: [...whole.batches, younger.proven] })
  })

  it('are checked with few questions to the chain, however much was dispensed', async () => {
    const known: KnownBatch[] = []
    for (let count = 0; count < 2; count++) {
      const one = await knownBatch(site, 8)
      await hand(site, await unitOf(site, one), 'maker', 'pharmacy', PHARMACY)
      for (let index = 0; index < 8; index++) await dispense(site, one, index)
      known.push(one)
    }
    const opening = await openingNow(site, [batch, ...known])
    await record(site, opening)
    const asked = new Map<string, number>()
    const { runner } = site.reader
    const provider = new Proxy(runner.provider as object, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          asked.set(String(name), (asked.get(String(name)) ?? 0) + 1)
          return value.apply(target, args)
        }
      },
    })
    const counting = new Proxy(runner, {
      get: (target, name) => (name === 'provider' ? provider : Reflect.get(target, name)),
    })
    const state = await readPolicy(site.reader, site.policyId)
    await checkOpening({ ...site.reader, runner: counting }, opening, state)
    // 19 packs dispensed on two days: the latest, the position's and the policy's block, and a few that part the days.
    expect(asked.get('getBlock')).to.be.at.most(10)
    // Two of each batch, of three.
    expect(asked.get('getLogs')).to.equal(6)
  })

  it('are refused where batches are of another product, size or proof, or named twice', async () => {
    const opening = await openingNow(site, [batch])
    const { proven } = batch
    const refuseBatch = (change: object, code: ErrorCode, words: RegExp) =>
      refuse({ ...opening, batches: [{ ...proven, ...change }] }, code, words)
    await refuse({ ...opening, batches: [proven, other.proven] }, 'PLAN_MISMATCH', /another product/)
    await refuse({ ...opening, batches: [proven, proven] }, 'PLAN_MISMATCH', /named twice/)
    // Another product that says that it is this one.
    const disguised = { ...other.proven, head: { ...other.proven.head, gtin: batch.book.gtin } }
    await refuse({ ...opening, batches: [proven, disguised] }, 'PACK_REFUSED', /proof does not lead/)
    await refuseBatch({ size: 14 }, 'PLAN_MISMATCH', /another size/)
    await refuseBatch({ size: 17 }, 'PLAN_MISMATCH', /another size/)
    // Shown by its first pack every size from nine on would pass.
    const { secret, serials } = batch.book
    const first = {
      index: 0,
      serial: serials[0] as string,
      salt: packSalt(secret, 0),
      proof: batch.tree.proof(0),
    }
    await refuseBatch({ ...first, size: 16 }, 'PLAN_MISMATCH', /another size/)
    await refuseBatch({ serial: 'S11' }, 'PACK_REFUSED', /proof does not lead/)
    await refuseBatch({ index: 11 }, 'PACK_REFUSED', /proof does not lead/)
    await refuseBatch({ salt: id('salt') }, 'PACK_REFUSED', /proof does not lead/)
    await refuseBatch({ proof: proven.proof.slice(1) }, 'PACK_REFUSED', /proof does not lead/)
    await refuseBatch({ head: { ...proven.head, maker: DISTRIBUTOR } }, 'PLAN_MISMATCH', /another maker/)
    await refuseBatch({ head: { ...proven.head, expiry: '2099-01-01' } }, 'PLAN_MISMATCH', /expiry/)
    await refuseBatch({ head: { ...proven.head, chainId: 1 } }, 'PLAN_MISMATCH', /another chain/)
    await refuseBatch({ head: { ...proven.head, batchId: id('none') } }, 'BATCH_NOT_FOUND', /holds no batch/)
  })

  it('are refused where the history is not what was dispensed', async () => {
    const opening = await openingNow(site, [batch])
    const { history } = opening
    const mismatch = (change: Partial<PlanOpening['history']>, words: RegExp) =>
      refuse(withHistory(opening, change), 'PLAN_MISMATCH', words)
    const { values, censored, firstPeriod, chainFrom } = history
    const last = (value: number | null) => [...values.slice(0, -1), value]
    await mismatch({ values: last(1) }, /what the chain says was dispensed/)
    await mismatch({ values: last(3) }, /what the chain says was dispensed/)
    await mismatch({ values: last(null) }, /what the chain says was dispensed/)
    const shorter = { values: values.slice(0, -1), censored: censored.slice(0, -1) }
    await mismatch(shorter, /what the chain says was dispensed/)
    const longer = { values: [...values, 1], censored: [...censored, false] }
    await mismatch(longer, /what the chain says was dispensed/)
    // The policy was set on the tenth day after its start: from the day after it the chain tells.
    const ownWord = withHistory(opening, { chainFrom: chainFrom + 10 })
    await record(site, ownWord)
    await check(ownWord)
    await mismatch({ chainFrom: chainFrom + 11 }, /leaves out periods/)
    const cut = { firstPeriod: firstPeriod + 3, values: values.slice(3), censored: censored.slice(3) }
    await mismatch(cut, /leaves out periods/)
    await mismatch({ frequency: 'weekly' }, /other periods/)
    // What the site says of the time before its packs were on the chain is its word.
    const earlier = { firstPeriod: firstPeriod - 1, values: [99, ...values], censored: [true, ...censored] }
    const told = withHistory(opening, earlier)
    await record(site, told)
    await check(told)
    const another = { ...told, history }
    await refuse(another, 'COMMITMENT_MISMATCH', /not the one that the position names/)
  })

  it('are refused where the policy or the position is another one than the chain has', async () => {
    const opening = await openingNow(site, [batch])
    await record(site, opening)
    const { file } = opening
    const refused = (changed: PlanOpening, code: ErrorCode, words: RegExp) =>
      expectError(() => check(changed), code, words)
    const policy = (change: object) => ({
      ...opening,
      file: { ...file, document: { ...file.document, ...change } },
    })
    await refused(policy({ cap: 400 }), 'COMMITMENT_MISMATCH', /not the one that the site set/)
    await refused(policy({ supplier: DISTRIBUTOR }), 'COMMITMENT_MISMATCH', /not the one/)
    await refused(policy({ chainId: 1 }), 'PLAN_MISMATCH', /another chain/)
    await refused(
      { ...opening, file: { ...file, secret: id('secret') } },
      'COMMITMENT_MISMATCH',
      /not the one/,
    )
    const unrecorded = withPosition(opening, { unusable: 3 })
    await refused(unrecorded, 'COMMITMENT_MISMATCH', /not the one that the site recorded/)
    // Another policy of the same site, whose position it recorded for this one.
    const { format: _, chainId: _chain, contract: _contract, ...terms } = file.document
    const second = createPolicyFile(site.as('pharmacy'), { ...terms, cap: 100 })
    await setPolicy(site.as('pharmacy'), second)
    const moved = { ...withPosition(opening, { policyId: policyIdOf(second) }), file: second }
    await record({ ...site, file: second }, moved)
    await refused(moved, 'COMMITMENT_MISMATCH', /not the one that the site set/)
  })

  it('are refused where an order is hidden, changed, of another policy or named twice', async () => {
    await record(site, await openingNow(site, [batch]))
    const opened = await order(site, 5)
    const opening = await openingNow(site, [batch], [opened])
    expect(opening.position.onOrder).to.have.length(1)
    await record(site, opening)
    await check(opening)
    const hidden = { ...withPosition(opening, { onOrder: [] }), orders: [] }
    await refuse(hidden, 'ORDER_REFUSED', /not shown/)
    const orders = (...changed: OpenedOrder[]): PlanOpening => ({ ...opening, orders: changed })
    const document = { ...opened.document, packs: 1 }
    await refuse(orders({ ...opened, document }), 'COMMITMENT_MISMATCH', /not the one/)
    await refuse(orders(opened, opened), 'PLAN_MISMATCH', /named twice/)
    const elsewhere = { ...opened, decision: { ...opened.decision, policyId: id('other') } }
    await refuse(orders(elsewhere), 'COMMITMENT_MISMATCH', /another policy or period/)
  })

  it('are refused as messages that are too long or not of their shape', async () => {
    const opening = await openingNow(site, [batch])
    const refused = (changed: object) =>
      expectError(() => readPlanOpening({ ...opening, ...changed }), 'PLAN_INVALID', /not valid/)
    await refused({ batches: new Array(513).fill(batch.proven) })
    await refused({ orders: new Array(257).fill(null) })
    await refused({ more: 1 })
    await refused({ position: { ...opening.position, unusable: 2 ** 53 } })
    await refused({ position: { ...opening.position, lots: [{ ...opening.position.lots[0], packs: 0 }] } })
    await refused({ batches: [{ ...batch.proven, index: 13 }] })
    await refused({ batches: [{ ...batch.proven, size: 2 ** 25 }] })
    expect(opening.file.document.supplier).to.equal(MAKER)
  })
})
