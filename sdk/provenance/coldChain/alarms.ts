import type { Reading } from './log.ts'
import type { ColdChainProfile } from './profile.ts'
import { runsOf } from './runs.ts'

/** A limit that was passed without interruption for as long as an alarm waits. */
export interface RaisedAlarm {
  readonly alarm: ColdChainProfile['alarms'][number]
  /** ms since 1970. */
  readonly from: number
  readonly to: number
}

/** The alarms of the profile that the log raises, each time. What happened in a gap the profile does not allow is not presumed. */
export function raisedAlarms(readings: readonly Reading[], profile: ColdChainProfile): RaisedAlarm[] {
  const timeAt = (index: number) => (readings[index] as Reading).time
  const isGap = (index: number) => timeAt(index) - timeAt(index - 1) > profile.gapSecondsMaximum * 1000
  return profile.alarms.flatMap((alarm) => {
    const isPassed = (index: number) => {
      const { celsius } = readings[index] as Reading
      return alarm.side === 'above' ? celsius > alarm.celsius : celsius <= alarm.celsius
    }
    return runsOf(readings.length, (index) => (isPassed(index) ? 'passed' : null), isGap)
      .map(({ first, last }) => ({ alarm, from: timeAt(first), to: timeAt(last) }))
      .filter(({ from, to }) => to - from >= alarm.minutes * 60_000)
  })
}
