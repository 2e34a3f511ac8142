import type { ScopedEvent } from '../../epcis/event.ts'
import type { Hold } from '../unit.ts'
import { type EventSetting, objectEvent } from './chainEvent.ts'

/**
 * Something is kept apart. CBV 2.0 has no disposition for quarantine or suspicion: non_sellable_other says the part of it that
 * matters to others, `salus:hold` the rest. @param by URI of who said so, where it is an organisation or a contract
 */
export const holdingEvent = (setting: EventSetting, hold: Hold, by?: string): ScopedEvent =>
  objectEvent(setting, {
    action: 'OBSERVE',
    bizStep: 'holding',
    disposition: hold === 'recalled' ? 'recalled' : 'non_sellable_other',
    'salus:hold': hold,
    ...(by ? { 'salus:organisation': by } : {}),
  })

/** One hold was lifted; others may stay, so that no disposition is told. */
export const liftingHoldEvent = (setting: EventSetting, hold: Hold, by: string): ScopedEvent =>
  objectEvent(setting, {
    action: 'OBSERVE',
    bizStep: 'inspecting',
    'salus:liftedHold': hold,
    'salus:organisation': by,
  })
