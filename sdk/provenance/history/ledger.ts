import { IntegrityError } from '../../errors/index.ts'
import { HOLDS, type Lifecycle, type UnitPlace } from '../unit.ts'
import type { MinedAct, Place } from './step.ts'

/** State of a unit as the events give it. */
export interface LedgerUnit {
  readonly custodian: string
  readonly owner: string
  readonly lifecycle: Lifecycle
  /** Mask of holds that were put: recalls are no part of it. */
  readonly holds: number
  /** Level of its parts where they are the units, else null. */
  readonly childLevel: number | null
}

/** A batch as its events give it: the contract's records, replayed. */
export interface Ledger {
  readonly batchId: string
  readonly depth: number
  readonly maker: string
  /** Units to which something happened, by level and position; others have the state of what they are a part of. */
  readonly touched: ReadonlyMap<string, LedgerUnit & Place>
  /** Packs by index: dispensed, or come back under a hold. */
  readonly marks: ReadonlyMap<number, 'dispensed' | 'quarantined'>
  readonly recalls: readonly { readonly from: number; readonly to: number }[]
}

/** As many parts at most become one unit: `DrugProvenance.MAXIMUM_PARTS`. */
const MAXIMUM_PARTS = 256

export const keyOf = ({ level, position }: Place): string => `${level}/${position}`

/** A ledger that grows. */
interface OpenLedger {
  readonly ledger: Ledger
  /** Takes in what happened next. @throws IntegrityError CHAIN_LOG_INVALID */
  apply(act: MinedAct): void
}

/**
 * Replays what happened to a batch, from its commissioning on.
 * @throws IntegrityError CHAIN_LOG_INVALID where the events contradict each other: the node left some out, or made them up
 */
export function replay(batchId: UnitPlace['batchId'], [first, ...later]: readonly MinedAct[]): Ledger {
  const { ledger, apply } = openLedger(batchId, first)
  for (const act of later) apply(act)
  return ledger
}

/** The ledger of a batch as it was commissioned. @throws IntegrityError CHAIN_LOG_INVALID */
export function openLedger(batchId: UnitPlace['batchId'], first: MinedAct | undefined): OpenLedger {
  if (first?.name !== 'commissioned') throw contradiction()
  const { maker, depth } = first
  const touched = new Map<string, LedgerUnit & Place>()
  const marks = new Map<number, 'dispensed' | 'quarantined'>()
  const recalls: { from: number; to: number }[] = []
  const ledger: Ledger = { batchId, depth, maker, touched, marks, recalls }
  const whole = { level: depth, position: 0 }
  touched.set(keyOf(whole), {
    ...whole,
    custodian: maker,
    owner: maker,
    lifecycle: 'commissioned',
    holds: 0,
    childLevel: null,
  })
  const change = (place: Place, changed: (unit: LedgerUnit) => Partial<LedgerUnit>) => {
    const { level, position } = place
    const unit = unitAt(ledger, { level, position })
    touched.set(keyOf(place), { ...unit, ...changed(unit), level, position })
  }
  const apply = (act: MinedAct): void => {
    switch (act.name) {
      case 'commissioned':
        throw contradiction()
      case 'released':
        change(whole, () => ({ lifecycle: 'available' }))
        break
      case 'recalled':
        recalls.push({ from: act.from, to: act.to })
        break
      case 'transfer-accepted':
        change(act, ({ custodian, owner, lifecycle }) => ({
          custodian: act.transfer === 'ownership' ? custodian : act.receiver,
          owner: act.transfer === 'custody' ? owner : act.receiver,
          // What carriers pass on as a return, its owner neither gives nor gets.
          lifecycle: act.isReturn && (act.giver === owner || act.receiver === owner) ? 'returned' : lifecycle,
        }))
        break
      case 'disaggregated':
        if (act.childLevel >= act.level) throw contradiction()
        change(act, () => ({ childLevel: act.childLevel }))
        break
      case 'aggregated':
        merge(ledger, touched, act)
        break
      case 'lifecycle-changed':
        change(act, () => ({ lifecycle: act.lifecycle }))
        break
      case 'hold-put':
        change(act, ({ holds }) => ({ holds: holds | HOLDS[act.hold] }))
        break
      case 'hold-lifted':
        change(act, ({ holds }) => ({ holds: holds & ~HOLDS[act.hold] }))
        break
      case 'dispensed':
        marks.set(act.index, 'dispensed')
        break
      case 'dispense-undone':
        if (act.isQuarantined) marks.set(act.index, 'quarantined')
        else marks.delete(act.index)
        break
      default:
      // Says nothing of who has what, and in which state.
    }
  }
  return { ledger, apply }
}

/**
 * The state of a unit, found as the contract finds it: by walking down from the batch.
 * @throws IntegrityError CHAIN_LOG_INVALID where it is no unit now
 */
export function unitAt(ledger: Ledger, place: Place): LedgerUnit {
  let at: Place = { level: ledger.depth, position: 0 }
  let unit = ledger.touched.get(keyOf(at))
  while (unit && at.level > place.level) {
    const { childLevel } = unit
    if (childLevel === null || childLevel < place.level) throw contradiction()
    at = { level: childLevel, position: Math.floor(place.position / 2 ** (childLevel - place.level)) }
    unit = ledger.touched.get(keyOf(at)) ?? { ...unit, childLevel: null }
  }
  if (!unit || at.level !== place.level || at.position !== place.position) throw contradiction()
  return unit
}

/** The parts are gone as units; they were alike, so the first one says what the whole is. */
function merge(ledger: Ledger, touched: Map<string, LedgerUnit & Place>, { level, position }: Place): void {
  const { childLevel } = unitAt(ledger, { level, position })
  if (childLevel === null) throw contradiction()
  const span = 2 ** (level - childLevel)
  if (span > MAXIMUM_PARTS) throw contradiction()
  const first = unitAt(ledger, { level: childLevel, position: position * span })
  if (first.childLevel !== null) throw contradiction()
  for (let part = position * span; part < (position + 1) * span; part++) {
    touched.delete(keyOf({ level: childLevel, position: part }))
  }
  touched.set(keyOf({ level, position }), { ...first, childLevel: null, level, position })
}

const contradiction = () =>
  new IntegrityError(
    'CHAIN_LOG_INVALID',
    'The events of the batch contradict each other: the node left some out. Ask another node.',
  )
