import type { Contracts } from '../../chain/contracts.ts'
import { RefusedError } from '../../errors/index.ts'
import { acceptTransfer } from '../../provenance/acceptTransfer.ts'
import { readUnit } from '../../provenance/readUnit.ts'
import type { Transfer, UnitRef } from '../../provenance/unit.ts'
import type { BatchAtBlock } from '../stock/batchAtBlock.ts'

/** Units that the site does not own and keep. */
export async function missingOf(
  contracts: Contracts,
  organisation: string,
  units: readonly UnitRef[],
): Promise<UnitRef[]> {
  const missing: UnitRef[] = []
  for (const unit of units) {
    // Refused where it is no unit any more: its supplier divided it, or made it part of a greater one.
    const state = await orUndefined(readUnit(contracts, unit))
    if (state?.owner !== organisation || state.custodian !== organisation) missing.push(unit)
  }
  return missing
}

/**
 * Accepts the open offers of a unit that make it the site's own, and its to keep: ownership alone would be paid for goods that
 * another has. False where there are none, or what happened to the unit forbids it.
 */
export async function acceptOffers(
  contracts: Contracts,
  organisation: string,
  unit: UnitRef,
  batch: BatchAtBlock | undefined,
): Promise<boolean> {
  const state = await orUndefined(readUnit(contracts, unit))
  if (!state || !batch) return false
  const offered = batch.offers
    .filter(
      ({ level, position, receiver, isReturn }) =>
        level === unit.level && position === unit.position && receiver === organisation && !isReturn,
    )
    .map(({ transfer }) => transfer)
  const apart: Transfer[] = []
  if (state.custodian !== organisation) apart.push('custody')
  if (state.owner !== organisation) apart.push('ownership')
  const wanted: readonly Transfer[] = offered.includes('both') ? ['both'] : apart
  if (!wanted.every((transfer) => offered.includes(transfer))) return false
  for (const transfer of wanted) {
    if ((await orUndefined(acceptTransfer(contracts, unit, transfer))) === undefined) return false
  }
  return true
}

/** Undefined where the chain refuses. */
export async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof RefusedError) return undefined
    throw error
  }
}
