import type { EpcisDocument } from '../../sdk/epcis/epcisDocument.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import type { ScannedPack } from '../../sdk/provenance/packIdentity.ts'
import { type PlacedPack, packUri, tracePack, unitUri } from '../../sdk/provenance/trace.ts'
import type { Caller } from '../access/caller.ts'
import type { GatewayContext } from '../context.ts'
import { viewerOf } from '../epcis/viewer.ts'

/**
 * What happened to a pack of a published batch, as EPCIS: the steps on the chain, and what was captured here of the pack and of
 * the units that it was packed in, as far as the caller may see it.
 * @throws RefusedError NOT_ACCREDITED, PACK_NOT_FOUND; UnavailableError
 */
export async function tracePackOf(
  context: GatewayContext,
  caller: Caller,
  { gtin, serial, lot }: ScannedPack,
): Promise<EpcisDocument> {
  const { batches, contracts, epcis } = context
  const viewer = await viewerOf(context, caller)
  const found = await batches.find(gtin, serial)
  if (!found || (lot !== undefined && lot !== found.book.lot)) {
    throw new RefusedError('PACK_NOT_FOUND', 'No batch that is published here has such a pack.')
  }
  const { book, index } = found
  const pack = { batchId: book.batchId, index, identity: { gtin, serial, lot: book.lot } }
  const units = batches.unitsOf(book.batchId, index)
  const captured = epcis.eventsOfEpc(namesOf(pack, units, found.proof.length), viewer)
  return tracePack(contracts, pack, captured, { units })
}

/** What events may call the pack, or a unit that holds it. */
function namesOf(
  { batchId, index, identity }: PlacedPack,
  units: ReturnType<GatewayContext['batches']['unitsOf']>,
  depth: number,
): string[] {
  const places = Array.from({ length: depth + 1 }, (_, level) => ({
    batchId,
    level,
    position: Math.floor(index / 2 ** level),
  }))
  return [
    packUri(identity),
    ...places.map((place) => unitUri(place)),
    ...units.map(({ sscc, ...place }) => unitUri({ batchId, ...place }, sscc)),
  ]
}
