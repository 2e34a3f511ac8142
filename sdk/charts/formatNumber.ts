const noBreakSpace = '\u00a0'
const minus = '\u2212'

/** A share, 0 to 1, as whole per cent; never rounded to a certainty that was not given. */
export function formatPercent(share: number): string {
  return `${formatWholePercent(share)}${noBreakSpace}%`
}

/** Two shares as one range: "79–92 %". */
export function formatPercentRange(low: number, high: number): string {
  return `${formatWholePercent(low)}–${formatWholePercent(high)}${noBreakSpace}%`
}

/** A number with its sign always written, with a true minus sign. */
export function formatSigned(value: number, decimals: number): string {
  const digits = Math.abs(value).toFixed(decimals)
  if (Number(digits) === 0) {
    return digits
  }
  return `${value < 0 ? minus : '+'}${digits}`
}

/** A number with at most `decimals` decimals and no trailing zeros. */
export function formatDecimal(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals))).replace('-', minus)
}

/** The same without the sign. */
export function formatWholePercent(share: number): string {
  if (share > 0 && share < 0.005) {
    return '<1'
  }
  if (share < 1 && share > 0.995) {
    return '>99'
  }
  return (share * 100).toFixed(0)
}
