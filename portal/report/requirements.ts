import { InvalidInputError } from '../../sdk/errors/index.ts'

/** Entries of any list of the page that names no limit of its own. */
const longestList = 256

export function requireList(list: readonly unknown[], name: string, longest = longestList): void {
  if (list.length > longest) {
    throw invalid(`The report lists more than ${longest} ${name}.`)
  }
}

export function requireOrdered(shares: readonly number[], name: string): void {
  shares.forEach((share, index) => {
    requireShare(share, `A bound of ${name.toLowerCase()}`)
    if (share < (shares[index - 1] ?? 0)) {
      throw invalid(`${name} is out of order, or does not hold its estimate.`)
    }
  })
}

export function requireShare(value: number, name: string): void {
  requireNumber(value, name)
  if (value < 0 || value > 1) {
    throw invalid(`${name} does not lie between 0 and 1.`)
  }
}

export function requirePositive(value: number, name: string): void {
  requireNumber(value, name)
  if (value <= 0) {
    throw invalid(`${name} is not above zero.`)
  }
}

export function requireNumber(value: number, name: string): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw invalid(`${name} is not a finite number.`)
  }
}

export function requireTime(value: string, name: string): void {
  if (Number.isNaN(Date.parse(value))) {
    throw invalid(`${name} is no point in time.`)
  }
}

export function invalid(message: string): InvalidInputError {
  return new InvalidInputError('REPORT_INVALID', message)
}
