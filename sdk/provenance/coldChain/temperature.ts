export type TemperatureUnit = 'C' | 'F' | 'K'

/** °C of a temperature in a unit; conversions are rounded to 0.000001 °C, so that 46.4 °F is 8 °C. */
export function toCelsius(value: number, unit: TemperatureUnit): number {
  if (unit === 'C') return value
  const exact = unit === 'F' ? ((value - 32) * 5) / 9 : value - 273.15
  return Math.round(exact * 1e6) / 1e6 + 0
}

/** Differences below this come from the arithmetic of doubles, not from a logger: 0.000001 hundredths of °C. */
const arithmetic = 1e-6

/** Whole hundredths of °C: the greatest that is not above the value. */
export function hundredthsBelow(celsius: number): number {
  const nearest = Math.round(celsius * 100)
  return (Math.abs(celsius * 100 - nearest) < arithmetic ? nearest : Math.floor(celsius * 100)) + 0
}

/** Whole hundredths of °C: the least that is not below the value. */
export function hundredthsAbove(celsius: number): number {
  return -hundredthsBelow(-celsius) + 0
}
