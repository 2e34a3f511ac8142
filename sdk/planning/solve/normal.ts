/**
 * The standard normal distribution from sums and products alone: IEEE 754 fixes their results to the last bit, which it does not
 * do for exponentials, so every node of a quorum comes to the same figures.
 */

const LIMIT = 5
const STEPS = 64
const SIZE = 2 * LIMIT * STEPS + 1
const INVERSE_ROOT_OF_TWO_PI = 0.3989422804014327

/** Φ by its power series (Abramowitz & Stegun 1964, 26.2.10). */
function series(z: number): number {
  let term = z
  let sum = z
  for (let order = 1; order < 120; order++) {
    term *= -(z * z) / (2 * order)
    sum += term / (2 * order + 1)
  }
  return 0.5 + INVERSE_ROOT_OF_TWO_PI * sum
}

const shares = Float64Array.from({ length: SIZE }, (_, place) => series(place / STEPS - LIMIT))

/** The density, by the series of the exponential function. */
const densities = Float64Array.from({ length: SIZE }, (_, place) => {
  const z = place / STEPS - LIMIT
  let term = INVERSE_ROOT_OF_TWO_PI
  let sum = term
  for (let order = 1; order < 120; order++) {
    term *= -(z * z) / (2 * order)
    sum += term
  }
  return sum
})

/** ∫ Φ, by the trapezoidal rule. */
const areas = new Float64Array(SIZE)
for (let place = 1; place < SIZE; place++) {
  areas[place] =
    (areas[place - 1] as number) + ((shares[place - 1] as number) + (shares[place] as number)) / (2 * STEPS)
}

function lookUp(table: Float64Array, z: number): number {
  const place = (z + LIMIT) * STEPS
  const whole = Math.floor(place)
  const low = table[whole] as number
  return low + (place - whole) * ((table[whole + 1] as number) - low)
}

/** Φ(z): the share below z; 0 and 1 beyond five standard deviations. */
export function normalShare(z: number): number {
  if (z <= -LIMIT) return 0
  return z >= LIMIT ? 1 : lookUp(shares, z)
}

/** φ(z), the density; 0 beyond five standard deviations. */
export function normalDensity(z: number): number {
  return z <= -LIMIT || z >= LIMIT ? 0 : lookUp(densities, z)
}

/** E[(z − Z)⁺]: by how much a standard normal value is expected to stay below z, where it does. */
export function normalShortfall(z: number): number {
  if (z <= -LIMIT) return 0
  return z >= LIMIT ? z : lookUp(areas, z)
}

/** The z with Φ(z) = share, for a share strictly between 0 and 1. */
export function normalScore(share: number): number {
  let [low, high] = [0, SIZE - 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((shares[middle] as number) <= share) low = middle
    else high = middle
  }
  const below = shares[low] as number
  return (low + (share - below) / ((shares[high] as number) - below)) / STEPS - LIMIT
}
