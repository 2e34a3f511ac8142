import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import type { ReadOptions } from './readBatch.ts'
import { type Hold, holdsOf, LIFECYCLES, type Lifecycle, type UnitRef } from './unit.ts'

/** The state of a unit. */
export interface UnitState {
  /** Organisation that keeps it. */
  readonly custodian: string
  /** Organisation that owns it. */
  readonly owner: string
  /** Second since 1970 in which the custodian took it. */
  readonly heldSince: number
  readonly lifecycle: Lifecycle
  readonly holds: readonly Hold[]
  /** Level of its parts, where they are the units now. */
  readonly childLevel: number | null
  readonly isExpired: boolean
  readonly isInTransit: boolean
}

/** @throws RefusedError UNIT_NOT_CURRENT, BATCH_NOT_FOUND */
export async function readUnit(
  { drugProvenance }: Contracts,
  unit: UnitRef,
  options: ReadOptions = {},
): Promise<UnitState> {
  const state = await read(drugProvenance.unitOf(unit, options))
  return {
    custodian: state.custodian,
    owner: state.owner,
    heldSince: Number(state.heldSince),
    lifecycle: LIFECYCLES[Number(state.lifecycle)] ?? 'unknown',
    holds: holdsOf(state.holds),
    childLevel: state.isDisaggregated ? Number(state.childLevel) : null,
    isExpired: state.isExpired,
    isInTransit: state.isInTransit,
  }
}
