import type { Contracts } from '../chain/contracts.ts'
import { parseDateTimeStamp } from '../epcis/dateTimeStamp.ts'
import { type EpcisDocument, epcisDocument } from '../epcis/epcisDocument.ts'
import type { ScopedEvent } from '../epcis/event.ts'
import { eventHash } from '../epcis/hash/eventHash.ts'
import { CANONICAL_RESOLVER, formatDigitalLink } from '../gs1/digitalLink.ts'
import type { BookUnit } from './batchBook.ts'
import { type PartyDirectory, partyUris } from './epcisEvents/parties.ts'
import { stepEvent } from './epcisEvents/stepEvent.ts'
import type { PackIdentity } from './packIdentity.ts'
import { readHistory } from './readHistory.ts'
import { type UnitPlace, unitText } from './unit.ts'

/** A pack whose place in its batch is known: a verifier's evidence is one, once it was checked. */
export interface PlacedPack {
  readonly batchId: string
  readonly index: number
  readonly identity: PackIdentity
}

export interface TraceOptions {
  /** GLNs of organisations. Those that it does not have are named by their DIDs. */
  readonly directory?: PartyDirectory
  /** SSCCs of units, as the batch book has them. Others are named by their place in the batch. */
  readonly units?: readonly BookUnit[]
  /** Of the document. */
  readonly now?: Date
}

/**
 * All that the chain and these captured events say of a pack, as one EPCIS document in the order of time. What was captured
 * twice, or is one of the chain's own steps, stands once.
 *
 * @throws RefusedError BATCH_NOT_FOUND; InvalidInputError EPCIS_INVALID, GS1_INVALID; UnavailableError; IntegrityError
 */
export async function tracePack(
  contracts: Contracts,
  { batchId, index, identity }: PlacedPack,
  captured: readonly ScopedEvent[],
  { directory, units = [], now = new Date() }: TraceOptions = {},
): Promise<EpcisDocument> {
  const ssccs = new Map(units.map(({ sscc, ...place }) => [unitText({ batchId, ...place }), sscc]))
  const pack = {
    batchId,
    index,
    epc: packUri(identity),
    lot: identity.lot,
    partyUri: partyUris(contracts.chainId, directory),
    unitUri: (unit: UnitPlace) => unitUri(unit, ssccs.get(unitText(unit))),
  }
  const steps = await readHistory(contracts, batchId, index)
  const chained = steps.flatMap((step) => stepEvent(step, pack) ?? [])
  return epcisDocument(inOrder([...chained, ...captured]), now)
}

/** The EPC of a pack: the Digital Link of its GTIN and serial number, at GS1's resolver. */
export const packUri = ({ gtin, serial }: Pick<PackIdentity, 'gtin' | 'serial'>): string =>
  formatDigitalLink([
    { ai: '01', value: gtin },
    { ai: '21', value: serial },
  ])

/** The Digital Link of a unit's SSCC, or where it has none a URI of its place. */
export const unitUri = (unit: UnitPlace, sscc?: string): string =>
  sscc ? `${CANONICAL_RESOLVER}/00/${sscc}` : `https://salus.example/unit/${unitText(unit)}`

function inOrder(events: readonly ScopedEvent[]): ScopedEvent[] {
  const once = new Map(events.map((event) => [eventHash(event), event]))
  const timed = [...once.values()].map((event) => ({
    event,
    time: parseDateTimeStamp(event.event.eventTime) ?? 0,
  }))
  // Stable: what happened in one second stays in the order of the chain.
  return timed.sort((one, other) => one.time - other.time).map(({ event }) => event)
}
