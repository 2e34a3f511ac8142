import { startGateway } from '../../gateway/gateway.ts'
import { type GatewayClient, gatewayClient } from '../../sdk/gateway/client.ts'
import { checkDigit } from '../../sdk/gs1/checkDigit.ts'
import { type BatchBook, createBatchBook, treeOfBook } from '../../sdk/provenance/batchBook.ts'
import { profiles } from '../../sdk/provenance/coldChain/profile.ts'
import { assignProfile } from '../../sdk/provenance/coldChainLog/assignProfile.ts'
import { commissionBatch } from '../../sdk/provenance/commissionBatch.ts'
import type { PackTree } from '../../sdk/provenance/packTree.ts'
import { releaseBatch } from '../../sdk/provenance/releaseBatch.ts'
import { drawSerials } from '../input/serials.ts'
import { type Timeline, transaction } from '../output/timeline.ts'
import type { Law } from './1-law.ts'
import { type DrugActor, drugActor } from './drugActors.ts'
import { expect } from './expect.ts'
import type { World } from './world.ts'

const PACKS = 100_000

/** GTIN of GS1's own examples. */
const GTIN = '09506000134352'

/** A case holds 64 packs. */
export const CASE = 6

const YEAR = 365 * 86_400_000

export interface Batch {
  readonly book: BatchBook
  readonly tree: PackTree
  /** Level of the unit that is all of it. */
  readonly depth: number
  readonly maker: DrugActor
  /** The maker's gateway, as everyone may call it. */
  readonly verifier: GatewayClient
  /** As the maker's staff. */
  readonly staff: GatewayClient
}

/** A maker puts a hundred thousand packs on the chain under one root, and its gateway answers for them. */
export async function makeBatch(timeline: Timeline, world: World, law: Law): Promise<Batch> {
  timeline.chapter(
    'The batch',
    'One root stands for all packs; the chain learns no product and no serial number.',
  )
  const maker = drugActor(world, law, world.actors.manufacturer)
  const quality = drugActor(world, law, world.actors.manufacturerQuality)
  const { book, tree } = await timeline.step('Draw serial numbers and hash the packs', async () => {
    const value = await createBatchBook({
      contracts: maker.contracts,
      maker: maker.organisation,
      gtin: GTIN,
      lot: 'B42',
      expiry: new Date(Date.now() + 2 * YEAR).toISOString().slice(0, 10),
      serials: drawSerials(PACKS),
      units: [0, 1].map((position) => ({ sscc: ssccOf(position), level: CASE, position })),
    })
    const tree = await treeOfBook(value)
    return {
      value: { book: value, tree },
      detail: `${PACKS.toLocaleString('en')} packs, a tree of ${tree.depth} levels`,
      digests: { root: tree.root },
    }
  })
  await timeline.step('The maker commissions the batch', async () => {
    const receipt = await commissionBatch(maker.contracts, book, tree)
    return {
      value: undefined,
      detail: 'the same gas for one pack and a million',
      transactions: [transaction('commission', receipt)],
      digests: { batchId: book.batchId },
    }
  })
  await timeline.step('Its quality assurance releases it, kept at 2 to 8 °C', async () => {
    const released = await releaseBatch(quality.contracts, book)
    const assigned = await assignProfile(maker.contracts, book, profiles.cold)
    return {
      value: undefined,
      transactions: [transaction('release', released), transaction('assign profile', assigned)],
    }
  })
  const { verifier, staff } = await timeline.step("The maker's gateway takes in the batch book", async () => {
    const value = await openMakersGateway(world, law, maker)
    const { size } = await value.staff.publishBatch(book)
    expect(size === PACKS, 'the gateway answers for every pack')
    return { value, detail: `${value.verifier.url} answers for ${size.toLocaleString('en')} packs` }
  })
  return { book, tree, depth: tree.depth, maker, verifier, staff }
}

async function openMakersGateway(world: World, { deployment }: Law, { wallet, organisation }: DrugActor) {
  const { seed } = world.actors.manufacturer
  const gateway = await startGateway({
    deployment,
    signer: wallet,
    seed,
    custodianOrg: organisation,
    staffToken: seed,
    dataFolder: `${world.folder}/manufacturer`,
    host: '127.0.0.1',
    port: 0,
    confirmations: 0,
    watchInterval: 1000,
  })
  world.closers.push(() => gateway.close())
  const { url } = gateway
  return { verifier: gatewayClient({ url }), staff: gatewayClient({ url, staffToken: seed }) }
}

/** Extension digit, the company prefix of GS1's examples, a number, and the check digit. */
function ssccOf(number: number): string {
  const digits = `09506000${String(number).padStart(9, '0')}`
  return digits + checkDigit(digits)
}
