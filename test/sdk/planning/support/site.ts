import { id } from 'ethers'
import type { Contracts } from '../../../../sdk/chain/contracts.ts'
import { latestHeader } from '../../../../sdk/chain/latestBlock.ts'
import { deadlineIn } from '../../../../sdk/chain/time.ts'
import { encodeModelDescriptor, modelVersionOf } from '../../../../sdk/inference/modelVersion.ts'
import { type Report, signReport } from '../../../../sdk/inference/signedReport.ts'
import { type ProvenBatch, proveBatch } from '../../../../sdk/planning/batchOfProduct.ts'
import {
  type DemandHistory,
  dispensedByPeriod,
  extendHistory,
  historyHash,
} from '../../../../sdk/planning/history.ts'
import { landForecast } from '../../../../sdk/planning/landForecast.ts'
import { type OpenedOrder, orderCommitment, orderSalt, orderShare } from '../../../../sdk/planning/order.ts'
import { placeOrder } from '../../../../sdk/planning/placeOrder.ts'
import type { PlanOpening } from '../../../../sdk/planning/planOpening.ts'
import { forecastReport, orderReport } from '../../../../sdk/planning/planStatements.ts'
import {
  createPolicyFile,
  type NewPolicy,
  type PolicyFile,
  policyIdOf,
  policyPeriodAt,
} from '../../../../sdk/planning/policy.ts'
import { positionCommitment, readStockPosition } from '../../../../sdk/planning/position.ts'
import { readPolicy } from '../../../../sdk/planning/readPolicy.ts'
import { recordPosition } from '../../../../sdk/planning/recordPosition.ts'
import { setPolicy } from '../../../../sdk/planning/setPolicy.ts'
import { acceptTransfer } from '../../../../sdk/provenance/acceptTransfer.ts'
import type { BatchBook } from '../../../../sdk/provenance/batchBook.ts'
import { dispensePack } from '../../../../sdk/provenance/dispensePack.ts'
import { findUnit } from '../../../../sdk/provenance/findUnit.ts'
import { packSalt } from '../../../../sdk/provenance/packBody.ts'
import type { PackTree } from '../../../../sdk/provenance/packTree.ts'
import { proposeTransfer } from '../../../../sdk/provenance/proposeTransfer.ts'
import type { UnitRef } from '../../../../sdk/provenance/unit.ts'
import { accreditEveryone, configureCommittee } from '../../../helpers/scenario.ts'
import {
  createDrugChain,
  type DrugChain,
  MAKER,
  makeBatch,
  type Party,
  PHARMACY,
} from '../../provenance/support/drugChain.ts'
import { policyDocument } from './policies.ts'

const DAY = 86_400

const model = {
  weightsHash: id('code'),
  cardHash: id('card'),
  preprocessingHash: id('preprocessing'),
  runtimeHash: id('runtime'),
  purposes: ['HOPERAT'],
} as const

export type Site = Awaited<ReturnType<typeof createSite>>

/** A batch, its book and what shows that it is one of the product. */
export interface KnownBatch {
  readonly book: BatchBook
  readonly tree: PackTree
  readonly proven: ProvenBatch
}

/** A drug chain with a committee, and a policy of the pharmacy that orders from the maker. Period 0 began ten days ago. */
export async function createSite(change: Partial<NewPolicy> = {}) {
  const drugs = await createDrugChain()
  await accreditEveryone(drugs.chain)
  const configDigest = await configureCommittee(drugs.chain)
  await drugs.chain.contracts.modelRegistry.approve(encodeModelDescriptor(model))
  // At noon: the seconds that pass between two steps never make it another day.
  const { time } = drugs.chain.networkHelpers
  await time.increaseTo((Math.floor((await time.latest()) / DAY) + 1.5) * DAY)
  const { timestamp } = await latestHeader(drugs.reader)
  const { format: _, chainId: _chain, contract: _contract, ...policy } = policyDocument()
  const file = createPolicyFile(drugs.as('pharmacy'), {
    ...policy,
    organisation: PHARMACY,
    supplier: MAKER,
    start: (Math.floor(timestamp / DAY) - 10) * DAY,
    ...change,
  })
  await setPolicy(drugs.as('pharmacy'), file)
  const policyId = policyIdOf(file)
  const authority = { modelVersion: modelVersionOf(model), configDigest }
  return { ...drugs, file, policyId, authority, history: emptyHistory(file) }
}

/** The chain tells of everything from the first whole period on. */
function emptyHistory({ document }: PolicyFile): DemandHistory {
  const chainFrom = Math.floor(document.start / DAY) + 1
  const known = { format: 'salus-demand/1', frequency: 'daily', firstPeriod: chainFrom - 2 } as const
  return { ...known, values: [3, null], censored: [false, false], chainFrom }
}

export async function knownBatch(
  site: DrugChain,
  size: number,
  change: Parameters<typeof makeBatch>[2] = {},
): Promise<KnownBatch> {
  const { book, tree } = await makeBatch(site, size, change)
  return { book, tree, proven: proveBatch(book, tree) }
}

export const unitOf = async (
  site: DrugChain,
  { book }: Pick<KnownBatch, 'book'>,
  index = 0,
): Promise<UnitRef> => (await findUnit(site.reader, book.batchId, { index })).unit

/** Ownership and custody from one party to another. */
export async function hand(
  site: DrugChain,
  unit: UnitRef,
  from: Party,
  to: Party,
  receiver: string,
): Promise<void> {
  const expiresAt = await deadlineIn(site.reader, 3600)
  await proposeTransfer(site.as(from), unit, { receiver, expiresAt, transfer: 'both', isReturn: false })
  await acceptTransfer(site.as(to), unit, 'both')
}

export async function dispense(
  site: DrugChain,
  { book, tree }: KnownBatch,
  index: number,
  by: Party = 'pharmacy',
): Promise<void> {
  const { gtin, lot, secret } = book
  await dispensePack(site.as(by), await unitOf(site, { book }, index), {
    index,
    identity: { gtin, lot, serial: `S${index}` },
    salt: packSalt(secret, index),
    proof: tree.proof(index),
  })
}

/** What the site's gateway would give now. */
export async function openingNow(
  { reader, file, policyId, history }: Site,
  batches: readonly KnownBatch[],
  orders: readonly OpenedOrder[] = [],
): Promise<PlanOpening> {
  const { number, timestamp } = await latestHeader(reader)
  const { organisation, frequency } = file.document
  const batchIds = batches.map(({ book }) => book.batchId)
  const dispensed = await dispensedByPeriod(reader, organisation, batchIds, frequency, number)
  const extended = extendHistory(history, dispensed, timestamp)
  const proven = batches.map((batch) => batch.proven)
  const question = {
    policy: file.document,
    policyId,
    batches: proven,
    orders,
    historyHash: historyHash(extended),
  }
  const position = await readStockPosition(reader, question, number)
  return { file, position, history: extended, batches: [...proven], orders: [...orders] }
}

/** Records the position of an opening, as the site's gateway: another account confirms. */
export async function record(site: Site, opening: PlanOpening): Promise<string> {
  const position = positionCommitment(site.file.secret, opening.position)
  await recordPosition(site.as('pharmacyGateway'), site.policyId, position)
  return position
}

/** The committee lands a forecast and an order of so many packs, from the position that is recorded. */
export async function order(site: Site, packs: number): Promise<OpenedOrder> {
  const { reader, file, policyId, authority } = site
  const state = await readPolicy(reader, policyId)
  const position = state.position as string
  const { positionAt } = state
  const { timestamp } = await latestHeader(reader)
  const period = policyPeriodAt(state.terms, timestamp)
  const request = { policyId, period, position, forecast: id(`forecast ${period}`) }
  const relay = site.as('carrier')
  await landForecast(
    relay,
    request,
    authority,
    await signAll(site, forecastReport(reader, { ...request, positionAt }, authority)),
  )
  const { gtin, minimumRemainingDays: leastDaysLeft } = file.document
  const document = { format: 'salus-order/1', policyId, period, gtin, packs, leastDaysLeft } as const
  const salt = orderSalt(file.secret, document)
  const share = orderShare(packs, file.document.cap)
  const decision = { ...request, order: orderCommitment(salt, document), share }
  const statement = orderReport(reader, { ...decision, positionAt }, authority)
  await placeOrder(relay, decision, authority, await signAll(site, statement))
  return { decision, document, salt }
}

const signAll = (site: Site, report: Report) =>
  Promise.all(
    site.chain.accounts.oracles.slice(0, 3).map(async (oracle) => ({
      signer: oracle.address,
      signature: await signReport(site.reader as Contracts, oracle, report),
    })),
  )
