import { BrowserProvider, type Eip1193Provider, Network, Wallet } from 'ethers'
import { type Contracts, connectContracts } from '../../../../sdk/chain/contracts.ts'
import type { Deployment } from '../../../../sdk/chain/deployment.ts'
import { type BatchBook, createBatchBook, treeOfBook } from '../../../../sdk/provenance/batchBook.ts'
import { commissionBatch } from '../../../../sdk/provenance/commissionBatch.ts'
import { expiryOfDay } from '../../../../sdk/provenance/expiry.ts'
import type { PackTree } from '../../../../sdk/provenance/packTree.ts'
import { releaseBatch } from '../../../../sdk/provenance/releaseBatch.ts'
import { type Chain, type ChainOptions, connectChain, organisation } from '../../../helpers/chain.ts'
import { farFuture } from '../../../helpers/scenario.ts'
import { roles } from '../../../helpers/terms.ts'

/** Organisations of the drug chain, by what they are. */
export const MAKER = organisation('maker')
export const DISTRIBUTOR = organisation('distributor')
export const CARRIER = organisation('carrier')
export const PHARMACY = organisation('pharmacy')
export const LABORATORY = organisation('laboratory')

const PARTIES = {
  maker: [MAKER, roles.manufacturer],
  quality: [MAKER, roles.qualityAssurance],
  distributor: [DISTRIBUTOR, roles.distributor],
  distributorQuality: [DISTRIBUTOR, roles.qualityAssurance],
  carrier: [CARRIER, roles.carrier],
  pharmacy: [PHARMACY, roles.dispenser],
  /** Account of the pharmacy's gateway. */
  pharmacyGateway: [PHARMACY, roles.dispenser],
  laboratory: [LABORATORY, roles.qualityAssurance],
} as const
export type Party = keyof typeof PARTIES

export type DrugChain = Awaited<ReturnType<typeof createDrugChain>>

/** A fresh in-process chain on which one account of each party is accredited, and the contracts as each of them. */
export async function createDrugChain(options: ChainOptions = {}) {
  const chain = await connectChain(options)
  const deployment: Deployment = {
    chainId: Number(chain.chainId),
    block: 0,
    compiler: '0.8.37',
    sourceHash: `0x${'00'.repeat(32)}`,
    contracts: chain.addresses,
  }
  const provider = providerOf(chain)
  const wallets = Object.fromEntries(
    await Promise.all(
      Object.entries(PARTIES).map(async ([party, [org, role]]) => {
        const wallet = new Wallet(Wallet.createRandom().privateKey, provider)
        await chain.networkHelpers.setBalance(wallet.address, 10n ** 20n)
        await chain.contracts.accreditationRegistry.accredit(wallet.address, org, role, farFuture)
        return [party, wallet]
      }),
    ),
  ) as Record<Party, Wallet>
  const as = (party: Party): Contracts => connectContracts(deployment, wallets[party])
  return { chain, deployment, provider, wallets, as, reader: connectContracts(deployment, provider) }
}

/** A book of `size` packs, commissioned and released. */
export async function makeBatch(
  { as, chain }: DrugChain,
  size: number,
  change: Partial<Pick<BatchBook, 'gtin' | 'lot' | 'expiry' | 'units'>> = {},
): Promise<{ book: BatchBook; tree: PackTree }> {
  const today = Math.floor((await chain.networkHelpers.time.latest()) / 86_400)
  const book = await createBatchBook({
    contracts: as('maker'),
    maker: MAKER,
    gtin: '09521234543213',
    lot: 'LOT-7',
    expiry: expiryOfDay(today + 365),
    serials: Array.from({ length: size }, (_, index) => `S${index}`),
    ...change,
  })
  const tree = await treeOfBook(book)
  await commissionBatch(as('maker'), book, tree)
  await releaseBatch(as('quality'), book)
  return { book, tree }
}

function providerOf(chain: Chain): BrowserProvider {
  const network = Network.from(chain.chainId)
  const transport: Eip1193Provider = {
    request: ({ method, params }) => chain.provider.request({ method, params: Object.values(params ?? []) }),
  }
  const provider = new BrowserProvider(transport, network, { staticNetwork: network, cacheTimeout: -1 })
  provider.pollingInterval = 20
  return provider
}
