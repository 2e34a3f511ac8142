const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Milliseconds since 1970 as "14:03" in UTC, or with the day as "12 Nov 14:03". */
export function clockText(milliseconds: number, withDay: boolean): string {
  const time = new Date(milliseconds)
  const clock = time.toISOString().slice(11, 16)
  return withDay ? `${time.getUTCDate()} ${months[time.getUTCMonth()]} ${clock}` : clock
}

/** Seconds as "0:42", "12:05" or "7:59:10". */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds)
  const parts = [Math.floor(whole / 60) % 60, whole % 60]
  const hours = Math.floor(whole / 3600)
  const [first, ...rest] = hours > 0 ? [hours, ...parts] : parts
  return [String(first), ...rest.map((part) => String(part).padStart(2, '0'))].join(':')
}
