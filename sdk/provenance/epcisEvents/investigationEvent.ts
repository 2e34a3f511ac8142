import type { ScopedEvent } from '../../epcis/event.ts'
import { type EventSetting, objectEvent } from './chainEvent.ts'

/** A step of an investigation of something suspect. @param by URI of the organisation that investigates */
export const investigationEvent = (
  setting: EventSetting,
  step: 'opened' | 'cleared' | 'illegitimate' | 'notified',
  by: string,
): ScopedEvent =>
  objectEvent(setting, {
    action: 'OBSERVE',
    bizStep: 'inspecting',
    // What is cleared may be held for another reason, which an earlier event tells.
    ...(step === 'cleared' ? {} : { disposition: 'non_sellable_other' }),
    'salus:investigation': step,
    'salus:organisation': by,
  })
