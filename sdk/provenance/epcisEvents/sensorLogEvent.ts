import type { ScopedEvent } from '../../epcis/event.ts'
import type { LogVerdict } from '../history/step.ts'
import { type EventSetting, objectEvent } from './chainEvent.ts'

export interface AnchoredReadings {
  readonly verdict: LogVerdict
  /** Event hash of the event that holds the readings, where this one tells of its anchor. */
  readonly readings?: string
  /** URI of the logger. */
  readonly logger?: string
}

/** Readings of temperature were anchored, or judged: the event that they are in is another one, which is named. */
export const sensorLogEvent = (
  setting: EventSetting,
  { verdict, readings, logger }: AnchoredReadings,
): ScopedEvent =>
  objectEvent(setting, {
    action: 'OBSERVE',
    bizStep: readings ? 'sensor_reporting' : 'inspecting',
    'salus:verdict': verdict,
    ...(readings ? { 'salus:readings': readings } : {}),
    ...(logger ? { 'salus:logger': logger } : {}),
  })
