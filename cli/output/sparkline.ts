const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** Characters of a line on a terminal of 80 columns, with room for what stands beside. */
const WIDTH = 60

/**
 * Numbers as a line of bars, for a terminal; a gap where there is none. More numbers than fit are averaged.
 * @param range what the lowest and the highest bar stand for; of the numbers themselves unless given
 */
export function sparkline(values: readonly (number | null)[], range?: readonly [number, number]): string {
  const shown = averaged(values, WIDTH)
  const known = shown.filter((value) => value !== null)
  const [low, high] = range ?? [Math.min(...known), Math.max(...known)]
  return shown.map((value) => (value === null ? ' ' : barOf(value, low, high))).join('')
}

function barOf(value: number, low: number, high: number): string {
  const place = high > low ? (value - low) / (high - low) : 0.5
  return BARS[Math.min(BARS.length - 1, Math.max(0, Math.floor(place * BARS.length)))] ?? ' '
}

function averaged(values: readonly (number | null)[], most: number): readonly (number | null)[] {
  const together = Math.ceil(values.length / most)
  if (together <= 1) return values
  return Array.from({ length: Math.ceil(values.length / together) }, (_, part) => {
    const known = values.slice(part * together, (part + 1) * together).filter((value) => value !== null)
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
  })
}
