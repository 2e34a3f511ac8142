const [plus, minus, trueMinus, point, zero] = [43, 45, 0x2212, 46, 48]
const mostWhole = 9
const mostPlaces = 12
/** Digits up to which a whole number is exact in a double, and with it a quotient by a power of ten as near as can be. */
const exactDigits = 15

/**
 * A decimal number: a sign, at most 9 digits, and after a point at most 12; null for anything else. Read by hand, since a log has
 * tens of thousands of them.
 */
export function parseDecimal(text: string): number | null {
  const sign = text.charCodeAt(0)
  const isNegative = sign === minus || sign === trueMinus
  let at = isNegative || sign === plus ? 1 : 0
  const start = at
  let value = 0
  let places = -1
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - zero
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      if (places >= 0) places++
    } else if (digit === point - zero && places < 0) places = 0
    else return null
  }
  const fraction = Math.max(places, 0)
  const whole = at - start - fraction - (places < 0 ? 0 : 1)
  if (whole + fraction === 0 || whole > mostWhole || fraction > mostPlaces) return null
  const size = whole + fraction > exactDigits ? Number(text.slice(start)) : value / 10 ** fraction
  return isNegative ? 0 - size : size
}
