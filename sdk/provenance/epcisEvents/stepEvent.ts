import type { ScopedEvent } from '../../epcis/event.ts'
import { eventHashOf } from '../coldChainLog/signLog.ts'
import type { HistoryStep } from '../history/step.ts'
import type { UnitPlace } from '../unit.ts'
import { amendingExpiryEvent } from './amendingExpiryEvent.ts'
import type { EventSetting } from './chainEvent.ts'
import { commissioningEvent } from './commissioningEvent.ts'
import { dispensingEvent, undoingEvent } from './dispensingEvent.ts'
import { holdingEvent, liftingHoldEvent } from './holdingEvent.ts'
import { investigationEvent } from './investigationEvent.ts'
import { lifecycleEvent } from './lifecycleEvent.ts'
import { packingEvent, unpackingEvent } from './packingEvent.ts'
import type { PartyUri } from './parties.ts'
import { receivingEvent } from './receivingEvent.ts'
import { releasingEvent } from './releasingEvent.ts'
import { sensorLogEvent } from './sensorLogEvent.ts'
import { shippingEvent } from './shippingEvent.ts'
import { voidShippingEvent } from './voidShippingEvent.ts'

/** Of what a history is told as events. */
export interface TracedPack {
  readonly batchId: string
  readonly index: number
  /** URI of the pack. */
  readonly epc: string
  readonly lot?: string
  readonly partyUri: PartyUri
  /** URI of a unit that holds the pack. */
  readonly unitUri: (unit: UnitPlace) => string
}

/**
 * What one step on the chain was for one pack, as EPCIS: the EPC is the pack's, `salus:unit` says in which unit it was. Where a
 * unit was unpacked, the child is the part that holds the pack. undefined for steps that were nothing to the pack.
 */
export function stepEvent(step: HistoryStep, pack: TracedPack): ScopedEvent | undefined {
  const { batchId, epc, lot, partyUri } = pack
  const place = 'level' in step ? { batchId, level: step.level, position: step.position } : undefined
  const setting: EventSetting = {
    time: step.time,
    epcs: [epc],
    transaction: step.transactionHash,
    ...(place ? { unit: place } : {}),
  }
  switch (step.name) {
    case 'commissioned':
      return commissioningEvent(setting, {
        expiry: step.expiry,
        maker: partyUri(step.maker),
        ...(lot ? { lot } : {}),
      })
    case 'released':
      return releasingEvent(setting, partyUri(step.account))
    case 'expiry-amended':
      return amendingExpiryEvent(setting, step)
    case 'recalled':
      return holdingEvent(setting, 'recalled')
    case 'transfer-proposed':
      return shippingEvent(setting, { ...step, giver: step.proposer, partyUri })
    case 'transfer-accepted':
      return receivingEvent(setting, { ...step, partyUri })
    case 'transfer-ended':
      return voidShippingEvent(setting, { by: partyUri(step.organisation), transfer: step.transfer })
    case 'disaggregated':
      return unpackingEvent(withPart(setting, pack, step.childLevel), containmentOf(step, pack))
    case 'aggregated':
      return packingEvent(setting, containmentOf(step, pack))
    case 'lifecycle-changed':
      return lifecycleEvent(setting, step.lifecycle, partyUri(step.organisation))
    case 'hold-put':
      return holdingEvent(setting, step.hold, partyUri(step.by))
    case 'hold-lifted':
      return liftingHoldEvent(setting, step.hold, partyUri(step.by))
    case 'dispensed':
      return dispensingEvent(setting, partyUri(step.dispenser))
    case 'dispense-undone':
      return undoingEvent(setting, partyUri(step.dispenser), step.isQuarantined)
    case 'investigation-opened':
      return investigationEvent(setting, 'opened', partyUri(step.organisation))
    case 'investigation-determined':
      return step.verdict === 'open'
        ? undefined
        : investigationEvent(setting, step.verdict, partyUri(step.organisation))
    case 'illegitimate-notified':
      return investigationEvent(setting, 'notified', partyUri(step.organisation))
    case 'log-anchored': {
      const readings = eventHashOf(step.eventHash)
      return sensorLogEvent(setting, { verdict: step.verdict, readings, logger: partyUri(step.logger) })
    }
    case 'log-judged':
      return sensorLogEvent(setting, { verdict: step.verdict })
    case 'node-anchored':
    case 'profile-assigned':
      return undefined
  }
}

/** The part of that level that holds the pack; a pack by its own EPC. */
function withPart(
  setting: EventSetting,
  { batchId, index, epc, unitUri }: TracedPack,
  level: number,
): EventSetting {
  const position = Math.floor(index / 2 ** level)
  return { ...setting, epcs: [level === 0 ? epc : unitUri({ batchId, level, position })] }
}

const containmentOf = (
  { level, position, custodian }: { level: number; position: number; custodian: string },
  { batchId, partyUri, unitUri }: TracedPack,
) => ({ parent: unitUri({ batchId, level, position }), by: partyUri(custodian) })
