import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { JsonRpcProvider, Wallet } from 'ethers'
import type { Actor } from '../../cli/local/actors.ts'
import { type LocalNetwork, startLocalNetwork } from '../../cli/up/startLocalNetwork.ts'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import { chainTime } from '../../sdk/chain/time.ts'
import { type GatewayClient, gatewayClient } from '../../sdk/gateway/client.ts'
import { proveBatch } from '../../sdk/planning/batchOfProduct.ts'
import { type ListedOrder, listOrders } from '../../sdk/planning/listOrders.ts'
import { createPolicyFile } from '../../sdk/planning/policy.ts'
import type { StockPosition } from '../../sdk/planning/position.ts'
import { acceptTransfer } from '../../sdk/provenance/acceptTransfer.ts'
import { type BatchBook, createBatchBook, treeOfBook } from '../../sdk/provenance/batchBook.ts'
import { commissionBatch } from '../../sdk/provenance/commissionBatch.ts'
import { dispensePack } from '../../sdk/provenance/dispensePack.ts'
import { expiryOfDay } from '../../sdk/provenance/expiry.ts'
import { packSalt } from '../../sdk/provenance/packBody.ts'
import type { PackTree } from '../../sdk/provenance/packTree.ts'
import { proposeTransfer } from '../../sdk/provenance/proposeTransfer.ts'
import { NO_REASON } from '../../sdk/provenance/reason.ts'
import { recallPacks } from '../../sdk/provenance/recallPacks.ts'
import { releaseBatch } from '../../sdk/provenance/releaseBatch.ts'
import { wholeBatch } from '../../sdk/provenance/unit.ts'

const PORT = 29_545
const DAY = 86_400
const GTIN = '09506000134352'

interface MadeBatch {
  readonly book: BatchBook
  readonly tree: PackTree
}

describe('replenishment', () => {
  let folder = ''
  let network: LocalNetwork
  let provider: JsonRpcProvider
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-replenishment-test-'))
    network = await startLocalNetwork({
      port: PORT,
      deployments: folder,
      onStep: () => undefined,
      onLog: () => undefined,
    })
    provider = new JsonRpcProvider(network.rpcUrl, undefined, { cacheTimeout: -1, pollingInterval: 50 })
    // The period is the day, which must not end before its order has come.
    const left = DAY - ((await chainTime(as(network.actors.manufacturer))) % DAY)
    if (left < 3600) await pass(left)
  })
  after(async () => {
    provider?.destroy()
    await network?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const as = ({ privateKey }: Actor): Contracts =>
    connectContracts(network.deployment, new Wallet(privateKey, provider))

  async function pass(seconds: number): Promise<void> {
    await provider.send('evm_increaseTime', [seconds])
    await provider.send('evm_mine', [])
  }

  async function until<T>(what: string, look: () => Promise<T | false | undefined>): Promise<T> {
    for (const end = Date.now() + 180_000; Date.now() < end; await sleep(200)) {
      const found = await look()
      if (found) return found
    }
    throw new Error(`It did not come to this: ${what}.`)
  }

  /** A batch that the maker released and whose book its gateway has. */
  async function makeBatch(lot: string, packs: number, days: number): Promise<MadeBatch> {
    const { manufacturer, manufacturerQuality } = network.actors
    const contracts = as(manufacturer)
    const today = Math.floor((await chainTime(contracts)) / DAY)
    const book = await createBatchBook({
      contracts,
      maker: manufacturer.organisation,
      gtin: GTIN,
      lot,
      expiry: expiryOfDay(today + days),
      serials: Array.from({ length: packs }, (_, index) => `${lot}${index}`),
    })
    const tree = await treeOfBook(book)
    await commissionBatch(contracts, book, tree)
    await releaseBatch(as(manufacturerQuality), book)
    const { url } = network.manufacturerGateway
    await gatewayClient({ url, staffToken: manufacturer.seed }).publishBatch(book)
    return { book, tree }
  }

  it('runs from a pack that is given out to one that comes in, and again after a recall, without a person', async () => {
    const { manufacturer, pharmacy } = network.actors
    const maker = as(manufacturer)
    const pharmacist = as(pharmacy)
    const staff = gatewayClient({ url: network.pharmacyGateway.url, staffToken: pharmacy.seed })

    // What the pharmacy has, and what the maker has to sell: the second batch expires first.
    const first = await makeBatch('A', 16, 400)
    const unit = wholeBatch(first.book.batchId, first.tree.depth)
    await proposeTransfer(maker, unit, {
      receiver: pharmacy.organisation,
      expiresAt: (await chainTime(maker)) + DAY,
      transfer: 'both',
      isReturn: false,
    })
    await acceptTransfer(pharmacist, unit, 'both')
    const second = await makeBatch('B', 64, 350)
    await makeBatch('C', 256, 450)

    const policyId = await handInPolicy(pharmacist, network, staff)
    await staff.addPlanningBatches(policyId, [proveBatch(first.book, first.tree)])
    await dispensePack(pharmacist, unit, packOf(first, 3))
    await staff.setDemandHistory(policyId, await history(pharmacist))

    const stock = async () => (await staff.planningPolicy(policyId)).position
    const packs = async () => packsOf(await stock())
    const received = (count: number) =>
      until(`${count} orders are received`, async () => {
        const orders: ListedOrder[] = await listOrders(pharmacist, { policyId })
        return orders.filter(({ status }) => status === 'received').length === count && orders
      })
    await until('the position shows what was dispensed', async () => (await packs()) === 15)
    const [order] = await received(1)
    const [planned] = await staff.listPlannedOrders(policyId)
    const ordered = planned?.document?.packs ?? 0
    expect(ordered).to.be.above(0)
    // First expired, first out.
    expect(order?.units[0]?.batchId).to.equal(second.book.batchId)
    const { forecast } = await staff.planningPolicy(policyId)
    expect(forecast?.quantiles).to.have.length(14)
    // The period has its order: no other position follows in it unless somebody asks for one.
    const { stock: now } = await staff.recordStockPosition(policyId)
    expect(packsOf(now)).to.equal(15 + ordered)

    // The batch that came in is recalled: the next period begins without it, and orders other packs.
    await recallPacks(maker, second.book, { from: 0, to: 64 }, NO_REASON)
    await pass(DAY)
    await until('the position shows the recall', async () => (await stock())?.unusable)
    expect(await packs()).to.be.below(15 + ordered)
    const [, again] = await received(2)
    expect(again?.decision.period).to.equal(1)
    expect(again?.units.map(({ batchId }) => batchId)).to.not.include(second.book.batchId)
  })
})

const packsOf = (position: StockPosition | null): number =>
  position?.lots.reduce((sum, { packs }) => sum + packs, 0) ?? 0

const packOf = ({ book, tree }: MadeBatch, index: number) => ({
  index,
  identity: { gtin: book.gtin, lot: book.lot, serial: book.serials[index] ?? '' },
  salt: packSalt(book.secret, index),
  proof: tree.proof(index),
})

/** Every day up to a level, from the maker, within two days. */
async function handInPolicy(
  contracts: Contracts,
  { actors }: LocalNetwork,
  staff: GatewayClient,
): Promise<string> {
  const now = await chainTime(contracts)
  const file = createPolicyFile(contracts, {
    organisation: actors.pharmacy.organisation,
    supplier: actors.manufacturer.organisation,
    gtin: GTIN,
    start: now - (now % DAY),
    periodHours: 24,
    maximumAgeHours: 48,
    window: 4,
    confirmAbove: 100,
    frequency: 'daily',
    horizon: 14,
    rule: { kind: 'periodic' },
    serviceLevel: 950,
    leadTime: [{ days: 2, weight: 1 }],
    shelfLifeDays: 300,
    minimumRemainingDays: 30,
    costs: { holding: 10, waste: 50_000, shortage: 0 },
    minimumOrder: 1,
    orderMultiple: 1,
    capacity: 400,
    cap: 400,
  })
  return (await staff.setPlanningPolicy(file)).policyId
}

/** Some ten packs a day for sixty days. */
async function history(contracts: Contracts) {
  const today = Math.floor((await chainTime(contracts)) / DAY)
  const values = Array.from({ length: 60 }, (_, day) => 8 + ((day * 7) % 5))
  const censored = values.map(() => false)
  const from = { firstPeriod: today - values.length, chainFrom: today }
  return { format: 'salus-demand/1', frequency: 'daily', values, censored, ...from } as const
}
