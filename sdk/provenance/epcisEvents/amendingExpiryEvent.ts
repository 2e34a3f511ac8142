import type { ScopedEvent } from '../../epcis/event.ts'
import { type EventSetting, objectEvent } from './chainEvent.ts'

/** The maker changed the last day of use: master data of the lot stays what it was at commissioning. */
export const amendingExpiryEvent = (
  setting: EventSetting,
  { previous, current }: { readonly previous: string; readonly current: string },
): ScopedEvent =>
  objectEvent(setting, {
    action: 'OBSERVE',
    bizStep: 'other',
    'salus:previousExpiry': previous,
    'salus:expiry': current,
  })
