import { type JsonRpcProvider, Wallet } from 'ethers'
import { type Contracts, connectContracts } from '../../../sdk/chain/contracts.ts'
import { chainTime, deadlineIn } from '../../../sdk/chain/time.ts'
import { epcisDocument } from '../../../sdk/epcis/epcisDocument.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import { type GatewayClient, gatewayClient } from '../../../sdk/gateway/client.ts'
import { formatDigitalLink } from '../../../sdk/gs1/digitalLink.ts'
import { proveBatch } from '../../../sdk/planning/batchOfProduct.ts'
import { periodOf } from '../../../sdk/planning/calendar.ts'
import { createPolicyFile } from '../../../sdk/planning/policy.ts'
import { acceptTransfer } from '../../../sdk/provenance/acceptTransfer.ts'
import { type BatchBook, createBatchBook, treeOfBook } from '../../../sdk/provenance/batchBook.ts'
import { assessLog } from '../../../sdk/provenance/coldChain/assess.ts'
import type { ColdChainLog } from '../../../sdk/provenance/coldChain/log.ts'
import { profiles } from '../../../sdk/provenance/coldChain/profile.ts'
import { conditionEvent } from '../../../sdk/provenance/coldChain/sensorElement.ts'
import { anchorLog } from '../../../sdk/provenance/coldChainLog/anchorLog.ts'
import { assignProfile } from '../../../sdk/provenance/coldChainLog/assignProfile.ts'
import { attachLogger } from '../../../sdk/provenance/coldChainLog/attachLogger.ts'
import { registerLogger, signLoggerConsent } from '../../../sdk/provenance/coldChainLog/registerLogger.ts'
import { eventDigest, NO_MODEL, signLog } from '../../../sdk/provenance/coldChainLog/signLog.ts'
import { commissionBatch } from '../../../sdk/provenance/commissionBatch.ts'
import { disaggregateUnit } from '../../../sdk/provenance/disaggregateUnit.ts'
import { packElements } from '../../../sdk/provenance/packIdentity.ts'
import type { PackTree } from '../../../sdk/provenance/packTree.ts'
import { proposeTransfer } from '../../../sdk/provenance/proposeTransfer.ts'
import { releaseBatch } from '../../../sdk/provenance/releaseBatch.ts'
import { unitUri } from '../../../sdk/provenance/trace.ts'
import { type UnitRef, wholeBatch } from '../../../sdk/provenance/unit.ts'
import { drawSerials } from '../../input/serials.ts'
import type { Actor } from '../../local/actors.ts'
import type { LocalNetwork } from '../startLocalNetwork.ts'

/** GTIN of GS1's own examples. */
const GTIN = '09506000134352'
const LOT = 'B42'
const PACKS = 256
/** A case holds sixteen packs. */
const CASE = 4
const DAY = 86_400

export interface Medicines {
  /** A pack that the pharmacy can give out. */
  readonly packCode: string
  /** One that still is with the maker. */
  readonly makersPackCode: string
  /** Of the first: EPCIS 2.0. */
  readonly trace: unknown
}

interface Trade {
  readonly network: LocalNetwork
  readonly provider: JsonRpcProvider
  readonly book: BatchBook
  readonly tree: PackTree
  readonly maker: Contracts
  readonly makersGateway: GatewayClient
}

/** A maker's batch: two cases reach a pharmacy, one of them by a distributor and with a logger; a third is offered to it. */
export async function prepareMedicines(network: LocalNetwork, provider: JsonRpcProvider): Promise<Medicines> {
  const { distributor, pharmacy } = network.actors
  const trade = await makeBatch(network, provider)
  const { book, maker, makersGateway } = trade
  await move(trade, network.actors.manufacturer, distributor, caseAt(trade, 0))
  await move(trade, distributor, pharmacy, caseAt(trade, 0))
  await move(trade, network.actors.manufacturer, pharmacy, caseAt(trade, 1))
  await offer(maker, pharmacy, caseAt(trade, 2))
  await keepStock(trade)
  await ride(trade, caseAt(trade, 0))
  const codeOf = (index: number) =>
    formatDigitalLink(packElements({ gtin: GTIN, lot: LOT, serial: book.serials[index] ?? '' }))
  const packCode = codeOf(0)
  return { packCode, makersPackCode: codeOf(PACKS - 1), trace: await makersGateway.tracePack(packCode) }
}

async function makeBatch(network: LocalNetwork, provider: JsonRpcProvider): Promise<Trade> {
  const { manufacturer, manufacturerQuality } = network.actors
  const maker = as(network, provider, manufacturer)
  const book = await createBatchBook({
    contracts: maker,
    maker: manufacturer.organisation,
    gtin: GTIN,
    lot: LOT,
    expiry: new Date(Date.now() + 2 * 365 * DAY * 1000).toISOString().slice(0, 10),
    serials: drawSerials(PACKS),
  })
  const tree = await treeOfBook(book)
  await commissionBatch(maker, book, tree)
  await releaseBatch(as(network, provider, manufacturerQuality), book)
  await assignProfile(maker, book, profiles.cold)
  const makersGateway = gatewayClient({
    url: network.manufacturerGateway.url,
    staffToken: manufacturer.seed,
  })
  await makersGateway.publishBatch(book)
  await disaggregateUnit(maker, wholeBatch(book.batchId, tree.depth), CASE)
  return { network, provider, book, tree, maker, makersGateway }
}

const as = ({ deployment }: LocalNetwork, provider: JsonRpcProvider, { privateKey }: Actor): Contracts =>
  connectContracts(deployment, new Wallet(privateKey, provider))

const caseAt = ({ book: { batchId }, tree: { depth } }: Trade, position: number): UnitRef => ({
  batchId,
  level: CASE,
  position,
  parentLevel: depth,
})

const offer = async (from: Contracts, { organisation }: Actor, unit: UnitRef) =>
  proposeTransfer(from, unit, {
    receiver: organisation,
    expiresAt: await deadlineIn(from, 30 * DAY),
    transfer: 'both',
    isReturn: false,
  })

async function move({ network, provider }: Trade, from: Actor, to: Actor, unit: UnitRef): Promise<void> {
  await offer(as(network, provider, from), to, unit)
  await acceptTransfer(as(network, provider, to), unit, 'both', false)
}

/** A logger of the pharmacy rides along for some minutes; the chain's clock runs ahead by them. */
async function ride({ network, provider, makersGateway }: Trade, unit: UnitRef): Promise<void> {
  const { pharmacy } = network.actors
  const contracts = as(network, provider, pharmacy)
  const logger = new Wallet(Wallet.createRandom().privateKey)
  const until = await deadlineIn(contracts, DAY)
  const consent = await signLoggerConsent(contracts, logger, pharmacy.organisation, until)
  await registerLogger(contracts, logger.address, until, consent)
  await attachLogger(contracts, unit, logger.address)
  const start = await chainTime(contracts)
  const log = coolBox(start * 1000)
  await provider.send('evm_setNextBlockTimestamp', [start + MINUTES * 60 + 1])
  await provider.send('evm_mine', [])
  const event = conditionEvent({ log, epcs: [unitUri(unit)], unit, eventTimeZoneOffset: '+00:00' })
  const { captureID } = await makersGateway.capture(epcisDocument([event], new Date()))
  while ((await makersGateway.captureJob(captureID)).running);
  const { summary } = assessLog(log, profiles.cold)
  const hash = eventDigest(eventHash(event))
  const signed = await signLog(contracts, logger, { unit, summary, eventHash: hash, modelHash: NO_MODEL })
  await anchorLog(contracts, signed, profiles.cold)
}

const MINUTES = 10
const SECONDS_APART = 10

/** Made-up readings of a cool box that is opened once. @param start milliseconds since 1970 */
function coolBox(start: number): ColdChainLog {
  const count = (MINUTES * 60) / SECONDS_APART
  const readings = Array.from({ length: count }, (_, index) => {
    const minute = (index * SECONDS_APART) / 60
    const opened = minute < 4 ? 0 : 2.4 * (minute - 4) * Math.exp(4 - minute + 1) * 0.4
    const celsius = 4.6 + 0.3 * Math.sin(minute * 2.3) + opened
    return {
      time: start + (index + 1) * SECONDS_APART * 1000,
      celsius: Math.round(celsius * 100) / 100,
      humidity: null,
    }
  })
  return { readings, unplaced: null, issues: [] }
}

/** The pharmacy has its stock re-ordered: a policy, past demand, and of which product the batch is. */
async function keepStock({ network, maker, book, tree }: Trade): Promise<void> {
  const { pharmacy, manufacturer } = network.actors
  const staff = gatewayClient({ url: network.pharmacyGateway.url, staffToken: pharmacy.seed })
  const now = await chainTime(maker)
  const file = createPolicyFile(maker, {
    organisation: pharmacy.organisation,
    supplier: manufacturer.organisation,
    gtin: GTIN,
    start: now,
    periodHours: 7 * 24,
    maximumAgeHours: 24,
    window: 4,
    confirmAbove: 20,
    frequency: 'weekly',
    horizon: 4,
    rule: { kind: 'periodic' },
    serviceLevel: 950,
    leadTime: [
      { days: 1, weight: 3 },
      { days: 3, weight: 1 },
    ],
    shelfLifeDays: 700,
    minimumRemainingDays: 30,
    costs: { holding: 70, waste: 100_000, shortage: 0 },
    minimumOrder: 16,
    orderMultiple: 16,
    capacity: 200,
    cap: 256,
  })
  const { policyId } = await staff.setPlanningPolicy(file)
  // The history last: once it is there the gateway records what it has of the batches that it knows.
  await staff.addPlanningBatches(policyId, [proveBatch(book, tree)])
  const week = periodOf(Math.floor(now / DAY), 'weekly')
  const values = Array.from({ length: WEEKS + 1 }, (_, index) => demandAt(index))
  await staff.setDemandHistory(policyId, {
    format: 'salus-demand/1',
    frequency: 'weekly',
    firstPeriod: week - WEEKS,
    values,
    censored: values.map(() => false),
    chainFrom: week + 1,
  })
}

const WEEKS = 104

/** Packs of a week, made up: about forty, with a season. */
const demandAt = (week: number): number =>
  Math.round(40 * (1 + 0.12 * Math.cos((2 * Math.PI * week) / 52) + 0.06 * (((week * 7) % 11) / 5 - 1)))
