/**
 * The check digit that follows these digits: weights 3 and 1 from the right, modulo 10
 * (GS1 General Specifications, section 7.9.1).
 */
export function checkDigit(digits: string): string {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const weight = (digits.length - index) % 2 === 1 ? 3 : 1
    sum += (digits.charCodeAt(index) - 48) * weight
  }
  return String((10 - (sum % 10)) % 10)
}

/** Whether the text is digits and its last one is the check digit of the others. */
export const hasCheckDigit = (key: string): boolean =>
  /^\d{2,}$/.test(key) && checkDigit(key.slice(0, -1)) === key.slice(-1)
