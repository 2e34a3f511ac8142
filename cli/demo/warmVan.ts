import type { ColdChainLog } from '../../sdk/provenance/coldChain/log.ts'
import { parseReadings } from '../../sdk/provenance/coldChain/parseReadings.ts'

const MINUTE = 60_000
const STEP = 5 * MINUTE
const HOURS = 24

/** Seconds that the made-up journey takes. */
export const JOURNEY = HOURS * 3600

/** Made-up readings of a logger in a van whose cooling fails for some hours, as the logger exports them. @param end ms since 1970 */
export function warmVan(end: number): ColdChainLog {
  const start = end - HOURS * 60 * MINUTE
  const lines = ['time,temperature_c']
  for (let time = start; time <= end; time += STEP) {
    lines.push(`${new Date(time).toISOString()},${celsiusAt((time - start) / (60 * MINUTE)).toFixed(2)}`)
  }
  return parseReadings(new TextEncoder().encode(lines.join('\n')), { now: end })
}

/** Cooling that swings by less than a degree, and warms towards 19 °C from the ninth hour to the thirteenth. */
function celsiusAt(hours: number): number {
  const swing = 0.7 * Math.sin(hours * 7.1) + 0.2 * Math.sin(hours * 31)
  const warmed = hours < 9 ? 0 : 14 * (1 - Math.exp(-(Math.min(hours, 13) - 9) / 1.2))
  const cooled = hours > 13 ? Math.exp(-(hours - 13) / 0.8) : 1
  return 5 + swing + warmed * cooled
}
