import { useSignal } from '@preact/signals'
import type { Holding } from '../../../sdk/provenance/listHoldings.ts'
import { TRANSFERS, type UnitRef, unitText } from '../../../sdk/provenance/unit.ts'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { useFocus } from '../../parts/useFocus.ts'
import { words } from '../../words/en.ts'
import type { KeeperSetting } from './keeper.tsx'
import { OfferForm } from './offerForm.tsx'
import { isOver, possibleActs, shipping } from './possibleActs.ts'
import { Quality } from './quality.tsx'
import { ReasonDialog, type ReasonedAct } from './reasonDialog.tsx'
import { SplitForm } from './splitForm.tsx'
import { packsIn, shortUnit } from './unitWords.ts'

/** Both first: it is what is mostly meant. */
const TRANSFERS_OF_BOTH = TRANSFERS.toReversed()

export interface ChosenUnitProps {
  readonly setting: KeeperSetting
  readonly holding: Holding
  /** Where something was done, with what to say of it; undefined where the unit stays as it is. */
  readonly onDone: (outcome?: string) => void
  readonly onClose: () => void
}

/** One unit of a line, and what can be done with it. */
export function ChosenUnit({ setting, holding, onDone, onClose }: ChosenUnitProps) {
  const { batchId, level, parentLevel, from, to } = holding
  const position = useSignal(String(from))
  const heading = useFocus<HTMLHeadingElement>()
  const chosen = /^\d{1,8}$/.test(position.value) ? Number(position.value) : Number.NaN
  const isThere = chosen >= from && chosen < to
  const unit: UnitRef = { batchId, level, parentLevel, position: isThere ? chosen : from }
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
        <UnitActs key={unitText(unit)} setting={setting} unit={unit} holding={holding} onDone={onDone} />
      )}
      <div class="buttons">
        <Button kind="quiet" onClick={onClose}>
          {words.pharmacy.holdings.close}
        </Button>
      </div>
    </section>
  )
}

type UnitActsProps = Omit<ChosenUnitProps, 'onClose'> & { readonly unit: UnitRef }

function UnitActs({ setting, unit, holding, onDone }: UnitActsProps) {
  const asked = useSignal<ReasonedAct | null>(null)
  const { organisation, isKeeper } = setting
  const { lifecycle, custodian, owner } = holding
  if (isOver(holding)) {
    return <p class="note">{words.pharmacy.unitActs.over(words.pharmacy.lifecycle[lifecycle])}</p>
  }
  const isKept = custodian === organisation
  const acts = possibleActs(holding, setting)
  const where = shipping(holding)
  return (
    <>
      {isKeeper && where !== 'nowhere' && (
        <OfferForm
          setting={setting}
          unit={unit}
          transfers={
            isKept && owner === organisation ? TRANSFERS_OF_BOTH : [isKept ? 'custody' : 'ownership']
          }
          isReturnOnly={where === 'back'}
          onDone={onDone}
        />
      )}
      {isKeeper && isKept && lifecycle !== 'commissioned' && <SplitForm unit={unit} onDone={onDone} />}
      <Quality setting={setting} unit={unit} standing={holding} onDone={onDone} />
      {acts.length > 0 && (
        <>
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
      {asked.value && (
        <ReasonDialog
          act={asked.value}
          unitNow={async () => unit}
          onDone={onDone}
          onClose={() => {
            asked.value = null
          }}
        />
      )}
    </>
  )
}
