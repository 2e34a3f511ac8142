import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Holding } from '../../../sdk/provenance/listHoldings.ts'
import { type UnitRef, unitText } from '../../../sdk/provenance/unit.ts'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { words } from '../../words/en.ts'
import type { KeeperSetting } from './keeper.tsx'
import { OfferForm } from './offerForm.tsx'
import { ReasonDialog, type ReasonedAct } from './reasonDialog.tsx'
import { packsIn, shortUnit } from './unitWords.ts'

export interface ChosenUnitProps {
  readonly setting: KeeperSetting
  readonly holding: Holding
  readonly onDone: () => void
  readonly onClose: () => void
}

/** One unit of a line, and what can be done with it. */
export function ChosenUnit({ setting, holding, onDone, onClose }: ChosenUnitProps) {
  const { batchId, level, parentLevel, from, to, lifecycle } = holding
  const position = useSignal(String(from))
  const asked = useSignal<ReasonedAct | null>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const chosen = /^\d{1,8}$/.test(position.value) ? Number(position.value) : Number.NaN
  const isThere = chosen >= from && chosen < to
  const unit: UnitRef = { batchId, level, parentLevel, position: isThere ? chosen : from }
  const acts: readonly ReasonedAct[] =
    lifecycle === 'returned' ? ['restock', 'suspect', 'quarantine'] : ['suspect', 'quarantine']
  return (
    <section class="card" aria-labelledby="unit-title">
      <h2 id="unit-title" ref={heading} tabIndex={-1}>
        {words.pharmacy.holdings.chosen(shortUnit(unit))}
      </h2>
      <p class="muted">
        {packsIn(unit)} <span class="code">{unitText(unit)}</span>
      </p>
      {to - from > 1 && (
        <TextField
          label={words.pharmacy.holdings.position}
          help={words.pharmacy.holdings.positionHelp(from, to - 1)}
          error={isThere ? undefined : words.pharmacy.holdings.positionInvalid}
          value={position.value}
          isCode
          maxLength={8}
          onInput={(text) => {
            position.value = text.trim()
          }}
        />
      )}
      {isThere && (
        <>
          <OfferForm setting={setting} unit={unit} onDone={onDone} />
          <h3>{words.pharmacy.unitActs.title}</h3>
          <div class="buttons">
            {acts.map((act) => (
              <Button
                key={act}
                kind={act === 'restock' ? 'plain' : 'danger'}
                onClick={() => {
                  asked.value = act
                }}
              >
                {words.pharmacy.unitActs[act].button}
              </Button>
            ))}
          </div>
        </>
      )}
      <div class="buttons">
        <Button kind="quiet" onClick={onClose}>
          {words.pharmacy.holdings.close}
        </Button>
      </div>
      {asked.value && (
        <ReasonDialog
          act={asked.value}
          unitNow={async () => unit}
          onDone={() => {
            onDone()
            onClose()
          }}
          onClose={() => {
            asked.value = null
          }}
        />
      )}
    </section>
  )
}
