import type { EpcisEvent, ScopedEvent } from '../../epcis/event.ts'
import { eventHash } from '../../epcis/hash/eventHash.ts'
import { type Namespaces, standardNamespaces } from '../../epcis/namespaces.ts'
import { type UnitPlace, unitText } from '../unit.ts'

/** Namespace of what EPCIS has no field or word for. */
export const SALUS_EPCIS = 'https://salus.example/ns/epcis/'

/** Those of the standard, and `salus`. */
export const salusNamespaces: Namespaces = {
  prefixes: new Map([...standardNamespaces.prefixes, ['salus', SALUS_EPCIS]]),
  isOpen: false,
}

/** When something happened to what, and where the chain says so. */
export interface EventSetting {
  /** Second since 1970. */
  readonly time: number
  /** URIs of what it happened to: packs, or logistic units. */
  readonly epcs: readonly string[]
  /** The unit of the batch that it happened to. */
  readonly unit?: UnitPlace
  /** Hash of the transaction, 0x-prefixed. */
  readonly transaction?: string
}

type Fields = Readonly<Record<string, unknown>>

/**
 * An event of these fields at that time, with `salus:unit` and `salus:transaction` where they are known. Its eventID is its hash
 * (CBV 2.0, section 8.9), so the same step always gives the same event.
 */
export function chainEvent(
  { time, unit, transaction }: EventSetting,
  type: string,
  fields: Fields,
): ScopedEvent {
  const event: EpcisEvent = {
    type,
    eventTime: new Date(time * 1000).toISOString(),
    eventTimeZoneOffset: '+00:00',
    ...fields,
    ...(unit ? { 'salus:unit': unitText(unit) } : {}),
    ...(transaction ? { 'salus:transaction': transaction } : {}),
  }
  const eventID = eventHash({ event, namespaces: salusNamespaces })
  return { event: { eventID, ...event }, namespaces: salusNamespaces }
}

/** An ObjectEvent about the EPCs of the setting. */
export const objectEvent = (setting: EventSetting, fields: Fields): ScopedEvent =>
  chainEvent(setting, 'ObjectEvent', { epcList: [...setting.epcs], ...fields })
