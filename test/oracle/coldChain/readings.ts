import type { ScopedEvent } from '../../../sdk/epcis/event.ts'
import { conditionEvent } from '../../../sdk/provenance/coldChain/sensorElement.ts'

/** An event with a reading every minute of four hours. @param start seconds since 1970; @param celsiusAt by minute */
export function readingsEvent(start: number, celsiusAt: (minute: number) => number): ScopedEvent {
  const readings = Array.from({ length: 241 }, (_, minute) => ({
    time: (start + 60 * minute) * 1000,
    celsius: Math.round(celsiusAt(minute) * 100) / 100,
    humidity: null,
  }))
  return conditionEvent({
    log: { readings, unplaced: null, issues: [] },
    epcs: ['https://id.gs1.org/00/040123450000003338'],
    eventTimeZoneOffset: '+00:00',
  })
}
