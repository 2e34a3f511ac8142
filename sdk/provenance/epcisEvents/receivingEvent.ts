import type { ScopedEvent } from '../../epcis/event.ts'
import { type EventSetting, objectEvent } from './chainEvent.ts'
import { type Parties, sourcesAndDestinations } from './parties.ts'

/** The receiver took something over: into its custody, or as its own. */
export const receivingEvent = (
  setting: EventSetting,
  { isReturn, ...parties }: Parties & { readonly isReturn: boolean },
): ScopedEvent =>
  objectEvent(setting, {
    action: 'OBSERVE',
    bizStep: parties.transfer === 'ownership' ? 'accepting' : 'receiving',
    disposition: isReturn ? 'returned' : 'in_progress',
    ...sourcesAndDestinations(parties),
  })
