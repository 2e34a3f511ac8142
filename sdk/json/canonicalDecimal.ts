/** Exponents of a double end at 308; what has a larger one is no measured quantity. */
const MAXIMUM_EXPONENT = 400

/**
 * A decimal number as text without exponent, sign of plus or zero, or needless zeros: 1.50E1 is 15. null where the text is no
 * decimal number, or one of hundreds of digits.
 */
export function canonicalDecimal(text: string): string | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,5}))?$/.exec(text)
  if (!match) return null
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  if (whole + fraction === '') return null
  const shift = Number(exponent)
  if (Math.abs(shift) > MAXIMUM_EXPONENT) return null
  const digits = whole + fraction
  const point = whole.length + shift
  const integer = digits.slice(0, Math.max(0, point)).padEnd(Math.max(0, point), '0')
  const rest = digits.slice(Math.max(0, point)).padStart(digits.length - Math.min(point, digits.length), '0')
  const decimals = point >= digits.length ? '' : rest.replace(/0+$/, '')
  const units = integer.replace(/^0+/, '') || '0'
  const number = decimals === '' ? units : `${units}.${decimals}`
  return sign === '-' && number !== '0' ? `-${number}` : number
}
