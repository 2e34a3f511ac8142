import type { Contracts } from '../chain/contracts.ts'
import { IntegrityError, InvalidInputError, RefusedError } from '../errors/index.ts'
import { type ReadOptions, readBatch } from './readBatch.ts'
import { readUnit, type UnitState } from './readUnit.ts'
import { type UnitRef, wholeBatch } from './unit.ts'

/** A pack by its index, or a subtree of the batch. */
export type PlaceInBatch = { readonly index: number } | { readonly level: number; readonly position: number }

/** A unit, as the contracts take it, and its state. */
export interface FoundUnit {
  readonly unit: UnitRef
  readonly state: UnitState
}

/**
 * The unit that holds a place of the batch now, found by walking down from the batch. A place that is a unit itself is given
 * as that, disaggregated or not; one inside of a greater unit gives the greater one.
 *
 * @throws InvalidInputError UNIT_INVALID where the batch has no such place; RefusedError BATCH_NOT_FOUND, UNIT_NOT_CURRENT
 *   where the units there are smaller
 */
export async function findUnit(
  contracts: Contracts,
  batchId: string,
  place: PlaceInBatch,
  options: ReadOptions = {},
): Promise<FoundUnit> {
  const { depth } = await readBatch(contracts, batchId, options)
  const { level, position } = 'index' in place ? { level: 0, position: place.index } : place
  if (!isInBatch(level, position, depth)) {
    throw new InvalidInputError('UNIT_INVALID', `The batch has ${depth} levels, and no such place in them.`)
  }
  let unit = wholeBatch(batchId, depth)
  let state = await readUnit(contracts, unit, options)
  while (unit.level > level && state.childLevel !== null) {
    if (state.childLevel >= unit.level) throw impossible()
    if (state.childLevel < level) {
      throw new RefusedError(
        'UNIT_NOT_CURRENT',
        'The units at this place are smaller ones: name one of those.',
      )
    }
    const childPosition = Math.floor(position / 2 ** (state.childLevel - level))
    unit = { batchId, level: state.childLevel, position: childPosition, parentLevel: unit.level }
    state = await readUnit(contracts, unit, options)
  }
  return { unit, state }
}

const isInBatch = (level: number, position: number, depth: number): boolean =>
  [level, position].every((value) => Number.isInteger(value) && value >= 0) &&
  level <= depth &&
  position < 2 ** (depth - level)

const impossible = () =>
  new IntegrityError('CHAIN_LOG_INVALID', 'The node says that a unit has parts greater than itself.')
