/** Product of two polynomials, coefficients by rising power. */
export function convolve(one: readonly number[], other: readonly number[]): readonly number[] {
  const product = new Array<number>(one.length + other.length - 1).fill(0)
  for (const [place, left] of one.entries()) {
    for (const [step, right] of other.entries())
      product[place + step] = (product[place + step] as number) + left * right
  }
  return product
}

/**
 * Any numbers as coefficients a of a polynomial 1 − a₁B − a₂B² … with all roots outside the unit circle: tanh makes them partial
 * autocorrelations, the Durbin–Levinson recursion the coefficients (Monahan 1984, Biometrika 71:403).
 */
export function stableCoefficients(free: readonly number[]): readonly number[] {
  let coefficients: readonly number[] = []
  for (const value of free) {
    const partial = Math.tanh(value)
    const before = coefficients
    coefficients = [
      ...before.map((own, index) => own - partial * (before[before.length - 1 - index] as number)),
      partial,
    ]
  }
  return coefficients
}
