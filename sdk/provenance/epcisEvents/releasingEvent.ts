import type { ScopedEvent } from '../../epcis/event.ts'
import { type EventSetting, objectEvent } from './chainEvent.ts'

/** Quality assurance of the maker released a batch for sale. @param account URI of who did */
export const releasingEvent = (setting: EventSetting, account: string): ScopedEvent =>
  objectEvent(setting, {
    action: 'OBSERVE',
    bizStep: 'inspecting',
    disposition: 'conformant',
    'salus:account': account,
  })
