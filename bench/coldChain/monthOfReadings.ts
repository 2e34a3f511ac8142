import { seededRandom } from '../../oracle/models/random.ts'

const MINUTES = 30 * 24 * 60
const START = Date.UTC(2026, 9, 1)

/** The CSV of a logger in a refrigerator for 30 days, one reading a minute, with humidity, two open doors and a warm hour. */
export function monthOfReadings(): Uint8Array {
  const random = seededRandom(6)
  const lines = ['timestamp,temperature_c,humidity']
  for (let minute = 0; minute < MINUTES; minute++) {
    const cycle = 5 + Math.sin(minute / 7) + (random() - 0.5) * 0.3
    const door = [9_000, 31_000].some((opened) => minute >= opened && minute < opened + 10) ? 2.5 : 0
    const warm = minute >= 20_000 && minute < 20_060 ? 4 : 0
    const humidity = 45 + 5 * Math.sin(minute / 300) + random()
    const time = new Date(START + minute * 60_000).toISOString()
    lines.push(`${time},${(cycle + door + warm).toFixed(1)},${humidity.toFixed(1)}`)
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}
