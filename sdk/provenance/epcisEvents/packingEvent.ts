import type { ScopedEvent } from '../../epcis/event.ts'
import { chainEvent, type EventSetting } from './chainEvent.ts'

/** What holds what: URIs. */
export interface Containment {
  readonly parent: string
  readonly by: string
}

/** Parts became one unit; the EPCs of the setting are parts of it. */
export const packingEvent = (setting: EventSetting, containment: Containment): ScopedEvent =>
  aggregationEvent(setting, containment, { action: 'ADD', bizStep: 'packing' })

/** A unit became its parts. */
export const unpackingEvent = (setting: EventSetting, containment: Containment): ScopedEvent =>
  aggregationEvent(setting, containment, { action: 'DELETE', bizStep: 'unpacking' })

/** Packing ends no hold and no recall: the disposition stays what it was. */
const aggregationEvent = (
  setting: EventSetting,
  { parent, by }: Containment,
  what: { readonly action: string; readonly bizStep: string },
): ScopedEvent =>
  chainEvent(setting, 'AggregationEvent', {
    parentID: parent,
    childEPCs: [...setting.epcs],
    ...what,
    'salus:organisation': by,
  })
