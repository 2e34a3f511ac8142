import type { Range, Tick } from './plot.ts'

/** Steps of 1, 2 or 5 times a power of ten within a range, at most seven of them. */
export function roundTicks([from, to]: Range, label: (value: number) => string): readonly Tick[] {
  const rough = (to - from) / 5
  if (!(rough > 0)) return [{ value: from, label: label(from) }]
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10) * power
  const first = Math.ceil(from / step)
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, index) => {
    const value = (first + index) * step
    return { value, label: label(value) }
  })
}
