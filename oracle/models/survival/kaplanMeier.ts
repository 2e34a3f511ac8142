import type { SurvivalRow } from './survivalRow.ts'

/** A curve that falls in steps, each at its time. */
export interface StepCurve {
  readonly years: readonly number[]
  /** Value from the step's time on. */
  readonly values: readonly number[]
}

/**
 * Share without the event over time (Kaplan & Meier 1958).
 *
 * @param of 'censoring' turns the roles round: the share not yet censored
 */
export function kaplanMeier(rows: readonly SurvivalRow[], of: 'event' | 'censoring' = 'event'): StepCurve {
  const counts = new Map<number, { events: number; leaving: number }>()
  for (const { years, event } of rows) {
    const count = counts.get(years) ?? { events: 0, leaving: 0 }
    count.leaving++
    if (event === (of === 'event')) count.events++
    counts.set(years, count)
  }
  const times = [...counts.keys()].sort((one, other) => one - other)
  const values: number[] = []
  let atRisk = rows.length
  let share = 1
  for (const time of times) {
    const { events, leaving } = counts.get(time) as { events: number; leaving: number }
    share *= 1 - events / atRisk
    atRisk -= leaving
    values.push(share)
  }
  return { years: times, values }
}

/** Value at a time, `start` before the first step. */
export function stepAt({ years, values }: StepCurve, time: number, start: number): number {
  const next = years.findIndex((own) => own > time)
  const index = (next === -1 ? years.length : next) - 1
  return index < 0 ? start : (values[index] as number)
}

/** Value just before a time. */
export function stepBefore({ years, values }: StepCurve, time: number, start: number): number {
  const next = years.findIndex((own) => own >= time)
  const index = (next === -1 ? years.length : next) - 1
  return index < 0 ? start : (values[index] as number)
}
