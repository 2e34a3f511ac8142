/** A share as a number of 100 patients, never rounded to a certainty that was not given. */
export function ofHundred(share: number): string {
  const count = Math.round(share * 100)
  if (count === 0 && share > 0) {
    return 'fewer than 1'
  }
  return count === 100 && share < 1 ? 'more than 99' : String(count)
}
