import type { ScopedEvent } from '../../epcis/event.ts'
import { type EventSetting, objectEvent, SALUS_EPCIS } from './chainEvent.ts'
import { type Parties, sourcesAndDestinations } from './parties.ts'

/**
 * Whoever had something offered it to another: its custody is on the way then. An offer of ownership alone moves nothing, and
 * CBV has no business step for it.
 */
export const shippingEvent = (
  setting: EventSetting,
  { isReturn, ...parties }: Parties & { readonly isReturn: boolean },
): ScopedEvent =>
  objectEvent(setting, {
    action: 'OBSERVE',
    ...(parties.transfer === 'ownership'
      ? { bizStep: `${SALUS_EPCIS}BizStep-offering_ownership` }
      : { bizStep: 'shipping', disposition: 'in_transit' }),
    ...sourcesAndDestinations(parties),
    'salus:isReturn': isReturn,
  })
