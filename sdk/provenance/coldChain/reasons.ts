import type { RaisedAlarm } from './alarms.ts'
import type { DoorOpening } from './doorOpenings.ts'
import { type ColdChainLog, type LogIssueCode, logIssues } from './log.ts'
import type { LoggerFault, LoggerFaultCode } from './loggerFaults.ts'
import type { ColdChainLimits, ColdChainSummary } from './summary.ts'

export type ReasonCode =
  | 'BELOW_MINIMUM'
  | 'ABOVE_MAXIMUM'
  | 'MEAN_KINETIC_TEMPERATURE'
  | 'TIME_OUTSIDE'
  | RaisedAlarm['alarm']['code']
  | 'GAP'
  | 'TOO_FEW_READINGS'
  | LoggerFaultCode
  | LogIssueCode
  | 'DOOR_OPENING'
  | 'ANOMALY'

/** Why a verdict is what it is, or what else a person should know. */
export interface Reason {
  /** Stable. */
  readonly code: ReasonCode
  /** What the verdict is at best with it; 'noted' changes nothing. */
  readonly effect: 'fail' | 'unknown' | 'noted'
  readonly message: string
}

/** A whole number of hundredths as °C. */
export const celsiusText = (hundredths: number): string =>
  `${(hundredths / 100).toFixed(2).replace('-', '\u2212')} °C`

/** What the contract's rule says of a summary, with the figures. */
export function ruleReasons(summary: ColdChainSummary, limits: ColdChainLimits): Reason[] {
  const reasons: Reason[] = []
  const add = (isSo: boolean, code: ReasonCode, effect: Reason['effect'], message: string): void => {
    if (isSo) reasons.push({ code, effect, message })
  }
  add(
    summary.minimum < limits.minimum,
    'BELOW_MINIMUM',
    'fail',
    `The lowest temperature, ${celsiusText(summary.minimum)}, is below ${celsiusText(limits.minimum)}.`,
  )
  add(
    summary.maximum > limits.maximum,
    'ABOVE_MAXIMUM',
    'fail',
    `The highest temperature, ${celsiusText(summary.maximum)}, is above ${celsiusText(limits.maximum)}.`,
  )
  add(
    summary.meanKinetic > limits.meanKineticMaximum,
    'MEAN_KINETIC_TEMPERATURE',
    'fail',
    `The mean kinetic temperature reached ${celsiusText(summary.meanKinetic)}, above ${celsiusText(limits.meanKineticMaximum)}.`,
  )
  add(
    summary.minutesOutside > limits.minutesOutsideMaximum,
    'TIME_OUTSIDE',
    'fail',
    `${summary.minutesOutside} minutes were outside ${celsiusText(limits.storageMinimum)} to ${celsiusText(limits.storageMaximum)}; ${limits.minutesOutsideMaximum} are allowed.`,
  )
  add(
    summary.longestGap > limits.longestGapMaximum,
    'GAP',
    'unknown',
    `Nothing was measured for ${summary.longestGap} seconds; ${limits.longestGapMaximum} are allowed.`,
  )
  add(
    summary.readings < 2,
    'TOO_FEW_READINGS',
    'unknown',
    'One reading says nothing about the time before or after it.',
  )
  return reasons
}

export const alarmReasons = (alarms: readonly RaisedAlarm[]): Reason[] =>
  perCode(alarms, ({ alarm }) => alarm.code).map(([code, raised]) => {
    const [first] = raised as [RaisedAlarm]
    return {
      code,
      effect: raised.some(({ alarm }) => alarm.effect === 'fail') ? 'fail' : 'noted',
      message: `${counted(raised.length)}, first from ${timeText(first.from)}: ${first.alarm.source}.`,
    }
  })

const faultMessages: Readonly<Record<LoggerFaultCode, string>> = {
  LOGGER_FLAT: 'the same reading for so long that the sensor may be dead',
  LOGGER_STUCK: 'the same reading for far longer than elsewhere in this log',
  LOGGER_SPIKE: 'a lone reading far from both of its neighbours',
  LOGGER_RATE: 'a change faster than a probe can follow',
}

export const faultReasons = (faults: readonly LoggerFault[]): Reason[] =>
  perCode(faults, ({ code }) => code).map(([code, found]) => ({
    code,
    effect: 'unknown',
    message: `${counted(found.length)}, first at ${timeText((found[0] as LoggerFault).from)}: ${faultMessages[code]}.`,
  }))

export const issueReasons = ({ issues }: ColdChainLog): Reason[] =>
  issues.map(({ code, count, first }) => ({
    code,
    effect: logIssues[code].effect === 'doubt' ? 'unknown' : 'noted',
    message: `${logIssues[code].message}${first > 0 ? ` ${count} of them, the first in line ${first}.` : ''}`,
  }))

export const doorReasons = (openings: readonly DoorOpening[]): Reason[] =>
  openings.length === 0
    ? []
    : [
        {
          code: 'DOOR_OPENING',
          effect: 'noted',
          message: `${counted(openings.length)}, first at ${timeText((openings[0] as DoorOpening).from)}: a quick rise and a return, as of an open door.`,
        },
      ]

const counted = (times: number): string => (times === 1 ? 'Once' : `${times} times`)

const timeText = (time: number): string => new Date(time).toISOString()

function perCode<Item, Code extends string>(
  items: readonly Item[],
  codeOf: (item: Item) => Code,
): [Code, readonly Item[]][] {
  const groups = new Map<Code, Item[]>()
  for (const item of items) {
    const group = groups.get(codeOf(item))
    if (group) group.push(item)
    else groups.set(codeOf(item), [item])
  }
  return [...groups]
}
