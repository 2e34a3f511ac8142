import type { ScopedEvent } from '../../epcis/event.ts'
import type { Transfer } from '../unit.ts'
import { type EventSetting, objectEvent, SALUS_EPCIS } from './chainEvent.ts'

/**
 * An offer was cancelled, refused, or ended with what it was of. A hold may stay, so that no disposition is told.
 * @param by URI of who ended it
 */
export const voidShippingEvent = (
  setting: EventSetting,
  { by, transfer }: { readonly by: string; readonly transfer: Transfer },
): ScopedEvent =>
  objectEvent(setting, {
    action: 'OBSERVE',
    ...(transfer === 'ownership'
      ? { bizStep: `${SALUS_EPCIS}BizStep-void_offering_ownership` }
      : { bizStep: 'void_shipping' }),
    'salus:organisation': by,
  })
