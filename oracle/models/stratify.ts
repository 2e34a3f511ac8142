import { seededRandom, shuffled } from './random.ts'

/**
 * Deals rows into folds so that each fold has the same share of each label, to within one row.
 *
 * @param labels 0 or 1 for each row
 * @returns the fold of each row, 0 to folds − 1
 */
export function stratifiedFolds(labels: readonly number[], folds: number, seed: number): number[] {
  const random = seededRandom(seed)
  const assignment = new Array<number>(labels.length).fill(0)
  let dealt = 0
  for (const label of [0, 1]) {
    const members = labels.flatMap((value, row) => (value === label ? [row] : []))
    for (const row of shuffled(members, random)) assignment[row] = dealt++ % folds
  }
  return assignment
}

export interface Split {
  /** Row numbers, ascending. */
  readonly training: readonly number[]
  readonly heldOut: readonly number[]
}

/** One part in `parts` of each label is held out, the rest is for training. */
export function stratifiedSplit(labels: readonly number[], parts: number, seed: number): Split {
  const folds = stratifiedFolds(labels, parts, seed)
  const rows = labels.map((_, row) => row)
  return {
    training: rows.filter((row) => folds[row] !== 0),
    heldOut: rows.filter((row) => folds[row] === 0),
  }
}
