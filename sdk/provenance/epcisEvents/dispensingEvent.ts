import type { ScopedEvent } from '../../epcis/event.ts'
import { type EventSetting, objectEvent } from './chainEvent.ts'

/** A pack was given out. @param dispenser URI */
export const dispensingEvent = (setting: EventSetting, dispenser: string): ScopedEvent =>
  objectEvent(setting, {
    action: 'OBSERVE',
    bizStep: 'dispensing',
    disposition: 'dispensed',
    'salus:organisation': dispenser,
  })

/** Its dispenser took it back within the window. CBV has no step for that. @param isQuarantined whether for good */
export const undoingEvent = (setting: EventSetting, dispenser: string, isQuarantined: boolean): ScopedEvent =>
  objectEvent(setting, {
    action: 'OBSERVE',
    bizStep: 'other',
    disposition: isQuarantined ? 'non_sellable_other' : 'sellable_accessible',
    'salus:organisation': dispenser,
  })
