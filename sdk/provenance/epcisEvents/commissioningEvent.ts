import type { ScopedEvent } from '../../epcis/event.ts'
import { type EventSetting, objectEvent } from './chainEvent.ts'

export interface Commissioned {
  /** Where it is known. */
  readonly lot?: string
  /** YYYY-MM-DD. */
  readonly expiry: string
  /** URI of the maker. */
  readonly maker: string
}

/** The maker gave packs their identity. */
export const commissioningEvent = (
  setting: EventSetting,
  { lot, expiry, maker }: Commissioned,
): ScopedEvent =>
  objectEvent(setting, {
    action: 'ADD',
    bizStep: 'commissioning',
    disposition: 'active',
    ilmd: { ...(lot ? { 'cbvmda:lotNumber': lot } : {}), 'cbvmda:itemExpirationDate': expiry },
    'salus:organisation': maker,
  })
