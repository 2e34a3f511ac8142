/**
 * The least value of a function of few variables without derivatives (Nelder & Mead 1965, standard coefficients). Takes a
 * fixed number of evaluations, so that equal input gives equal output.
 *
 * @param start a first guess; the simplex starts `step` away from it along each axis
 * @param evaluations of the function at most
 */
export function nelderMead(
  value: (place: readonly number[]) => number,
  start: readonly number[],
  step: number,
  evaluations: number,
): readonly number[] {
  if (start.length === 0) return start
  let left = evaluations
  const at = (place: readonly number[]): Corner => {
    left--
    const found = value(place)
    return { place, value: Number.isFinite(found) ? found : Number.MAX_VALUE }
  }
  let simplex = [
    at(start),
    ...start.map((_, axis) => at(start.map((own, index) => (index === axis ? own + step : own)))),
  ].sort(byValue)
  while (left > 0) {
    const best = simplex[0] as Corner
    const worst = simplex.at(-1) as Corner
    const others = simplex.slice(0, -1)
    const centre = start.map(
      (_, axis) => others.reduce((sum, { place }) => sum + (place[axis] as number), 0) / others.length,
    )
    const along = (share: number) =>
      at(centre.map((own, axis) => own + share * ((worst.place[axis] as number) - own)))
    const reflected = along(-1)
    const secondWorst = others.at(-1) as Corner
    let next = reflected
    if (reflected.value < best.value) {
      const expanded = along(-2)
      if (expanded.value < reflected.value) next = expanded
    } else if (reflected.value >= secondWorst.value) {
      next = along(reflected.value < worst.value ? -0.5 : 0.5)
      if (next.value >= Math.min(reflected.value, worst.value)) {
        simplex = [best, ...simplex.slice(1).map(({ place }) => at(halfway(best.place, place)))].sort(byValue)
        continue
      }
    }
    simplex = [...others, next].sort(byValue)
  }
  return (simplex[0] as Corner).place
}

interface Corner {
  readonly place: readonly number[]
  readonly value: number
}

const byValue = (one: Corner, other: Corner) => one.value - other.value

const halfway = (one: readonly number[], other: readonly number[]): readonly number[] =>
  one.map((own, axis) => (own + (other[axis] as number)) / 2)
