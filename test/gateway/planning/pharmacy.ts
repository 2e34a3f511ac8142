import { chainTime } from '../../../sdk/chain/time.ts'
import { type ProvenBatch, proveBatch } from '../../../sdk/planning/batchOfProduct.ts'
import type { DemandHistory } from '../../../sdk/planning/history.ts'
import {
  createPolicyFile,
  type NewPolicy,
  type PolicyFile,
  policyIdOf,
} from '../../../sdk/planning/policy.ts'
import { acceptTransfer } from '../../../sdk/provenance/acceptTransfer.ts'
import { type BatchBook, treeOfBook } from '../../../sdk/provenance/batchBook.ts'
import { dispensePack } from '../../../sdk/provenance/dispensePack.ts'
import { packSalt } from '../../../sdk/provenance/packBody.ts'
import { proposeTransfer } from '../../../sdk/provenance/proposeTransfer.ts'
import { wholeBatch } from '../../../sdk/provenance/unit.ts'
import { type Person, type StartedGateway, startHospital, type World } from '../../helpers/world.ts'
import { appoint, commission, MAKER, type Maker, PHARMACY, startMaker } from '../provenance/maker.ts'
import { GTIN, serialsOf } from '../provenance/support.ts'

const DAY = 86_400

export interface Stock {
  readonly book: BatchBook
  readonly batch: ProvenBatch
}

export interface Pharmacy {
  readonly maker: Maker
  /** Acts for the pharmacy beside its gateway. */
  readonly pharmacist: Person
  readonly gateway: StartedGateway
  /** What it has bought so far. */
  readonly stock: Stock
}

type GatewayChange = Parameters<typeof startHospital>[1]

/** A maker and a pharmacy, each with a gateway, and a batch of so many packs that the pharmacy owns and keeps. */
export async function openPharmacy(
  world: World,
  { packs = 32, maker: ofMaker = {}, pharmacy = {} as GatewayChange } = {},
): Promise<Pharmacy> {
  await beginMorning(world)
  const maker = await startMaker(world, ofMaker)
  const [machine, pharmacist] = await Promise.all([
    appoint(world, PHARMACY, 'dispenser'),
    appoint(world, PHARMACY, 'dispenser'),
  ])
  const gateway = await startHospital(world, {
    signer: machine.wallet,
    seed: machine.seed,
    custodianOrg: PHARMACY,
    ...pharmacy,
  })
  const stock = await makeStock(maker, packs)
  const unit = wholeBatch(stock.book.batchId, Math.ceil(Math.log2(packs)))
  const expiresAt = (await chainTime(maker.person.contracts)) + DAY
  const terms = { receiver: PHARMACY, expiresAt, transfer: 'both', isReturn: false } as const
  await proposeTransfer(maker.person.contracts, unit, terms)
  await acceptTransfer(pharmacist.contracts, unit, 'both')
  return { maker, pharmacist, gateway, stock }
}

/** It is morning on the chain, so that no test goes over a midnight that it does not ask for: days and periods begin there. */
async function beginMorning({ relayer, chain: { networkHelpers } }: World): Promise<void> {
  const now = await chainTime(relayer.contracts)
  await networkHelpers.time.increaseTo(now - (now % DAY) + DAY + 6 * 3_600)
}

/** A batch of the maker's. */
export async function makeStock(maker: Pick<Maker, 'person'>, packs: number, lot = 'LOT-7'): Promise<Stock> {
  const book = await commission(maker, serialsOf(`${lot}X`, packs), { lot })
  return { book, batch: proveBatch(book, await treeOfBook(book)) }
}

/** A policy of the pharmacy that began with the day: every day up to a level, from the maker. */
export async function policyOf(
  { pharmacist: { contracts } }: Pick<Pharmacy, 'pharmacist'>,
  change: Partial<NewPolicy> = {},
): Promise<PolicyFile> {
  const now = await chainTime(contracts)
  return createPolicyFile(contracts, {
    organisation: PHARMACY,
    supplier: MAKER,
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
    ...change,
  })
}

/** Demand of sixty days before today, some ten packs a day. */
export async function historyFor({
  pharmacist: { contracts },
}: Pick<Pharmacy, 'pharmacist'>): Promise<DemandHistory> {
  const today = Math.floor((await chainTime(contracts)) / DAY)
  const values = Array.from({ length: 60 }, (_, day) => 8 + ((day * 7) % 5))
  return {
    format: 'salus-demand/1',
    frequency: 'daily',
    firstPeriod: today - values.length,
    values,
    censored: values.map(() => false),
    chainFrom: today,
  }
}

/** Hands a policy with its history and the pharmacy's stock to its gateway. @returns the policy's id */
export async function handInPolicy(pharmacy: Pharmacy, file?: PolicyFile): Promise<string> {
  const policy = file ?? (await policyOf(pharmacy))
  const { staff } = pharmacy.gateway
  const policyId = policyIdOf(policy)
  await staff.setPlanningPolicy(policy)
  await staff.addPlanningBatches(policyId, [pharmacy.stock.batch])
  await staff.setDemandHistory(policyId, await historyFor(pharmacy))
  return policyId
}

/** The pharmacist gives out a pack of the first stock. */
export async function dispense({ pharmacist, stock: { book } }: Pharmacy, index: number): Promise<void> {
  const tree = await treeOfBook(book)
  const { gtin, lot, serials, secret } = book
  const pack = {
    index,
    identity: { gtin, lot, serial: serials[index] ?? '' },
    salt: packSalt(secret, index),
    proof: tree.proof(index),
  }
  await dispensePack(pharmacist.contracts, wholeBatch(book.batchId, tree.depth), pack)
}
