import type { Contracts } from '../../chain/contracts.ts'
import { findUnit } from '../findUnit.ts'
import { readBatch } from '../readBatch.ts'
import type { UnitPlace, UnitRef } from '../unit.ts'
import { type InvestigationState, readInvestigation } from './readInvestigation.ts'

/** An investigation, and the unit that it was opened of. */
export interface FoundInvestigation {
  readonly unit: UnitRef
  readonly state: InvestigationState
}

/**
 * The investigation that a unit is suspect or illegitimate by: its own, or that of the greater unit that it was a part of when it
 * was opened. Undefined where there is none that still stands.
 */
export async function findInvestigation(
  contracts: Contracts,
  { batchId, level: from, position: at }: UnitPlace,
): Promise<FoundInvestigation | undefined> {
  const { depth } = await readBatch(contracts, batchId)
  for (let level = from; level <= depth; level++) {
    const place = { level, position: Math.floor(at / 2 ** (level - from)) }
    const state = await readInvestigation(contracts, { batchId, ...place })
    if (!state || state.verdict === 'cleared') continue
    const { unit } = await findUnit(contracts, batchId, place)
    return { unit, state }
  }
  return undefined
}
