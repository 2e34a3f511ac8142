import type { Contracts } from '../../sdk/chain/contracts.ts'
import { InvalidInputError, RefusedError } from '../../sdk/errors/index.ts'
import { findUnit } from '../../sdk/provenance/findUnit.ts'
import { readBatch } from '../../sdk/provenance/readBatch.ts'
import { parseUnit, type UnitPlace, type UnitRef, unitText } from '../../sdk/provenance/unit.ts'

/** Where a unit is that a person named: as `<batchId>/<level>/<position>`, or by the batch id alone. */
export async function namedPlace(contracts: Contracts, text: string): Promise<UnitPlace> {
  if (text.includes('/')) return parseUnit(text)
  const { batchId } = parseUnit(`${text}/0/0`)
  const { depth } = await readBatch(contracts, batchId)
  return { batchId, level: depth, position: 0 }
}

/**
 * The unit that a person named, as the contracts take it.
 * @throws InvalidInputError UNIT_INVALID; RefusedError BATCH_NOT_FOUND, UNIT_NOT_CURRENT where what was named is a part of a
 *   greater unit, or was split into smaller ones
 */
export async function namedUnit(contracts: Contracts, text: string): Promise<UnitRef> {
  const place = await namedPlace(contracts, text)
  const { unit } = await findUnit(contracts, place.batchId, place)
  if (unit.level === place.level) return unit
  throw new RefusedError(
    'UNIT_NOT_CURRENT',
    `That is a part of the unit ${unitText(unit)}: name that, or split it first (salus batch split).`,
  )
}

/** A pack, named as a unit of level 0 whether it is one or not. @throws InvalidInputError UNIT_INVALID */
export function namedPack(text: string): { readonly batchId: string; readonly index: number } {
  const { batchId, level, position } = parseUnit(text)
  if (level === 0) return { batchId, index: position }
  throw new InvalidInputError('UNIT_INVALID', 'A pack is written as batch id, 0 and index: 0x…/0/17.')
}
