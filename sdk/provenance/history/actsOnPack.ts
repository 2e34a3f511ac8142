import { isWithin } from '../unit.ts'
import { keyOf, type Ledger, openLedger, unitAt } from './ledger.ts'
import type { MinedAct, Place } from './step.ts'

/**
 * Of the acts on a batch, in their order, those that were something to one pack: to it, to a unit while it held the pack, to
 * all packs.
 * @throws IntegrityError CHAIN_LOG_INVALID where the acts contradict each other
 */
export function actsOnPack(batchId: string, acts: readonly MinedAct[], index: number): MinedAct[] {
  const { ledger, apply } = openLedger(batchId, acts[0])
  const logs = new Set<string>()
  return acts.filter((act, place) => {
    const isOfPack = act.name === 'log-judged' ? logs.has(act.logId) : touches(ledger, act, index)
    if (isOfPack && act.name === 'log-anchored') logs.add(act.logId)
    if (place > 0) apply(act)
    return isOfPack
  })
}

/** Whether an act is of the pack: its unit's, its own, or of all packs. */
function touches(ledger: Ledger, act: MinedAct, index: number): boolean {
  if ('level' in act) {
    const isHold = act.name === 'hold-put' || act.name === 'hold-lifted'
    return isWithin(packAt(index), act) && (!isHold || isInherited(ledger, act, index))
  }
  if ('index' in act) return act.index === index
  return act.name !== 'recalled' || (act.from <= index && index < act.to)
}

/** Parts of a divided unit to which something happened have a state of their own: what is put on the unit is not on them. */
function isInherited(ledger: Ledger, { level, position }: Place, index: number): boolean {
  const { childLevel } = unitAt(ledger, { level, position })
  if (childLevel === null) return true
  const part = { level: childLevel, position: Math.floor(index / 2 ** childLevel) }
  return !ledger.touched.has(keyOf(part))
}

const packAt = (index: number): Place => ({ level: 0, position: index })
