import type { Contracts } from '../../chain/contracts.ts'
import { type Holding, holdingsOf } from '../../provenance/listHoldings.ts'
import type { UnitRun } from '../allocate.ts'
import { isOfProduct, type ProvenBatch } from '../batchOfProduct.ts'
import { actsOnce } from './actsOnce.ts'
import { type BatchAtBlock, type BlockTime, batchAt, hasDaysLeft } from './batchAtBlock.ts'
import type { Offer } from './openOffers.ts'
import { type Range, without } from './ranges.ts'

/** What a supplier has of one product. */
export interface SupplierStock {
  /** Units that it may offer: owned and kept, whole, under no hold or recall, fresh enough, offered to nobody. */
  readonly runs: readonly UnitRun[]
  /** Units that it offers the ownership of, and whoever gets them could accept now. */
  readonly offered: readonly (Offer & {
    readonly batchId: string
    readonly size: number
    readonly parentLevel: number
  })[]
}

export interface SaleQuestion {
  /** The supplier. */
  readonly organisation: string
  readonly gtin: string
  /** A pack must have more days left than this, today included. */
  readonly leastDaysLeft: number
}

/**
 * A proof that does not show a batch to be of the product counts as none.
 * @throws IntegrityError CHAIN_LOG_INVALID; UnavailableError
 */
export async function unitsForSale(
  contracts: Contracts,
  { organisation, gtin, leastDaysLeft }: SaleQuestion,
  batches: readonly ProvenBatch[],
  block: BlockTime,
): Promise<SupplierStock> {
  const actsOf = actsOnce(contracts)
  const seen = new Set<string>()
  const runs: UnitRun[] = []
  const offered: SupplierStock['offered'][number][] = []
  for (const proven of batches.filter(({ head }) => head.gtin === gtin)) {
    const { batchId } = proven.head
    const acts = await actsOf(batchId)
    if (seen.has(batchId) || !isOfProduct(contracts, gtin, proven, acts[0])) continue
    seen.add(batchId)
    const batch = batchAt(batchId, acts, block)
    if (!hasDaysLeft(batch, block, leastDaysLeft)) continue
    const own = batch.offers.filter(({ proposer }) => proposer === organisation)
    for (const holding of holdingsOf(batch.ledger)) {
      const { owner, custodian, lifecycle, holds, level, from, to, parentLevel } = holding
      const isOwn = owner === organisation && custodian === organisation
      if (!isOwn || lifecycle !== 'available' || holds.length > 0) continue
      const marked = markedUnits(batch, holding)
      const isMarked = (position: number) => marked.some((unit) => unit.from === position)
      const there = own.filter(
        (offer) => offer.level === level && offer.position >= from && offer.position < to,
      )
      const places = there.map(({ position }) => ({ from: position, to: position + 1 }))
      const about = { batchId, size: proven.size, parentLevel }
      for (const range of without([{ from, to }], [...places, ...marked])) {
        runs.push({ ...about, level, ...range, expiryDay: batch.expiryDay })
      }
      for (const offer of there) {
        if (offer.transfer !== 'both' || offer.isReturn || isMarked(offer.position)) continue
        offered.push({ ...about, ...offer })
      }
    }
  }
  return { runs, offered }
}

/** Positions of a holding's units of which a pack was dispensed, or came back under a hold. */
function markedUnits(
  { ledger }: BatchAtBlock,
  { level, from, to, dispensed, quarantined }: Holding,
): Range[] {
  if (dispensed + quarantined === 0) return []
  const positions = [...ledger.marks.keys()].map((index) => Math.floor(index / 2 ** level))
  return [...new Set(positions)]
    .filter((position) => position >= from && position < to)
    .map((position) => ({ from: position, to: position + 1 }))
}
