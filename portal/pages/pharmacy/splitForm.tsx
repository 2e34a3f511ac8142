import { useSignal } from '@preact/signals'
import { aggregateUnit } from '../../../sdk/provenance/aggregateUnit.ts'
import { disaggregateUnit } from '../../../sdk/provenance/disaggregateUnit.ts'
import { findUnit } from '../../../sdk/provenance/findUnit.ts'
import type { UnitRef } from '../../../sdk/provenance/unit.ts'
import type { Work } from '../../acts/act.ts'
import { useAct } from '../../acts/useAct.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { words } from '../../words/en.ts'
import { shortUnit } from './unitWords.ts'

/** Levels that one unit can be taken apart by: at most 256 parts. */
const MOST_LEVELS = 8

export interface SplitFormProps {
  readonly unit: UnitRef
  readonly onDone: (outcome: string) => void
}

/** Takes a unit apart, or puts it together again with its neighbours. Each undoes the other, so neither is asked about twice. */
export function SplitForm({ unit, onDone }: SplitFormProps) {
  const { split } = words.pharmacy
  const { level, parentLevel } = unit
  const levels = Array.from({ length: Math.min(level, MOST_LEVELS) }, (_, index) => level - 1 - index)
  const chosen = useSignal(String(Math.max(0, level - 1)))
  const act = useAct()
  const run = async (work: Work, outcome: string) => {
    if (await act.run(work)) onDone(outcome)
  }
  const whole = wholeOf(unit)
  return (
    <>
      <h3>{split.title}</h3>
      {level > 0 && (
        <>
          <Select
            label={split.parts}
            value={chosen.value}
            choices={levels.map((part) => ({
              value: String(part),
              label: split.choice(2 ** (level - part), 2 ** part),
            }))}
            onChange={(value) => {
              chosen.value = value
            }}
          />
          <div class="buttons">
            <Button
              disabled={act.isBusy}
              onClick={() =>
                run(
                  ({ contracts }) => disaggregateUnit(contracts, unit, Number(chosen.value)),
                  split.splitDone,
                )
              }
            >
              {split.split}
            </Button>
          </div>
        </>
      )}
      {parentLevel > level && (
        <>
          <p>{split.joinLead(shortUnit(whole))}</p>
          <div class="buttons">
            <Button
              disabled={act.isBusy}
              onClick={() =>
                run(async ({ contracts }) => {
                  const found = await findUnit(contracts, unit.batchId, whole)
                  return aggregateUnit(contracts, found.unit)
                }, split.joinDone)
              }
            >
              {split.join}
            </Button>
          </div>
        </>
      )}
      <ActStatus act={act} />
    </>
  )
}

/** The unit that a unit was taken out of. */
const wholeOf = ({ batchId, level, position, parentLevel }: UnitRef) => ({
  batchId,
  level: parentLevel,
  position: Math.floor(position / 2 ** (parentLevel - level)),
})
