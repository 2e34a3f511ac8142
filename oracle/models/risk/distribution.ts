import { mean } from '../metrics.ts'

/** Mahalanobis distance over standardised columns: how far a row lies from the training rows. */
export interface Distribution {
  /** Inverse of the training covariance, row by row. */
  readonly inverseCovariance: readonly (readonly number[])[]
  /** Rows with a squared distance above this are out of distribution. */
  readonly threshold: number
}

/**
 * Learns the covariance, and the distance that a share of people like the training rows keep within: the (n + 1)-corrected
 * quantile of each training row's distance from the others (as in conformal prediction), because its distance from a
 * covariance that it helped to make is too short.
 *
 * @param parts standardised columns of the training rows, each of mean 0
 * @param share 0 to 1
 */
export function fitDistribution(parts: readonly (readonly number[])[], share: number): Distribution {
  const inverseCovariance = invert(covariance(parts))
  const rows = parts.length
  const distances = parts
    .map((part) => {
      const distance = squaredDistance(inverseCovariance, part)
      // Leaves the row out of the covariance (Sherman & Morrison 1950); the shift of the mean is of second order.
      return (((rows - 1) / rows) * distance) / (1 - distance / rows)
    })
    .sort((one, other) => one - other)
  const rank = Math.min(rows, Math.ceil((rows + 1) * share))
  return { inverseCovariance, threshold: distances[rank - 1] as number }
}

export const isFar = ({ inverseCovariance, threshold }: Distribution, part: readonly number[]): boolean =>
  squaredDistance(inverseCovariance, part) > threshold

function covariance(parts: readonly (readonly number[])[]): number[][] {
  const size = parts[0]?.length ?? 0
  return Array.from({ length: size }, (_, one) =>
    Array.from({ length: size }, (_, other) =>
      mean(parts.map((part) => (part[one] as number) * (part[other] as number))),
    ),
  )
}

/** Gauss–Jordan elimination; the matrix is symmetric positive definite, so no pivoting is needed. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length
  const work = matrix.map((row, index) => [...row, ...row.map((_, column) => (column === index ? 1 : 0))])
  for (let pivot = 0; pivot < size; pivot++) {
    const pivotRow = work[pivot] as number[]
    const divisor = pivotRow[pivot] as number
    for (let column = 0; column < 2 * size; column++)
      pivotRow[column] = (pivotRow[column] as number) / divisor
    for (let other = 0; other < size; other++) {
      if (other === pivot) continue
      const row = work[other] as number[]
      const factor = row[pivot] as number
      for (let column = 0; column < 2 * size; column++) {
        row[column] = (row[column] as number) - factor * (pivotRow[column] as number)
      }
    }
  }
  return work.map((row) => row.slice(size))
}

function squaredDistance(inverse: readonly (readonly number[])[], part: readonly number[]): number {
  let sum = 0
  for (const [one, row] of inverse.entries()) {
    for (const [other, weight] of row.entries())
      sum += (part[one] as number) * weight * (part[other] as number)
  }
  return sum
}
