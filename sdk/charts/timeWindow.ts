/** The part of a recording that is shown, in seconds from its start. */
export interface TimeWindow {
  readonly from: number
  readonly to: number
}

/** What a window may be: inside the recording, and not shorter than this. */
export interface WindowLimits {
  readonly seconds: number
  readonly shortest: number
}

/** The window moved by so many seconds, as far as the recording goes. */
export function movedWindow({ from, to }: TimeWindow, by: number, limits: WindowLimits): TimeWindow {
  return placed(from + by, to - from, limits)
}

/** The window made `factor` times as long, around a place that stays where it is. */
export function scaledWindow(
  { from, to }: TimeWindow,
  factor: number,
  around: number,
  limits: WindowLimits,
): TimeWindow {
  const length = bounded((to - from) * factor, Math.min(limits.shortest, limits.seconds), limits.seconds)
  const share = to > from ? (around - from) / (to - from) : 0.5
  return placed(around - share * length, length, limits)
}

function placed(from: number, length: number, { seconds }: WindowLimits): TimeWindow {
  const start = bounded(from, 0, Math.max(0, seconds - length))
  return { from: start, to: Math.min(start + length, seconds) }
}

const bounded = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value))
