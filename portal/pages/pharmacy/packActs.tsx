import { useSignal } from '@preact/signals'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import type { CheckedPack } from '../../../sdk/provenance/askAboutPack.ts'
import { dispensePack } from '../../../sdk/provenance/dispensePack.ts'
import { type FoundUnit, findUnit } from '../../../sdk/provenance/findUnit.ts'
import { undoDispense } from '../../../sdk/provenance/undoDispense.ts'
import type { VerificationEvidence } from '../../../sdk/provenance/verificationMessage.ts'
import type { Work } from '../../acts/act.ts'
import { askMaker } from '../../acts/askMaker.ts'
import { Button } from '../../parts/button.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { words } from '../../words/en.ts'
import type { KeeperSetting } from './keeper.tsx'
import { possibleActs } from './possibleActs.ts'
import { Quality } from './quality.tsx'
import { ReasonDialog, type ReasonedAct } from './reasonDialog.tsx'
import { SureDialog } from './sureDialog.tsx'
import { shortUnit } from './unitWords.ts'
import { objections, requireGenuine } from './verdict.ts'

export interface PackActsProps {
  readonly setting: KeeperSetting
  readonly code: string
  readonly verifier: string
  readonly found: CheckedPack
  readonly pack: VerificationEvidence
  readonly onDone: () => void
}

/** What can be done with the pack in hand. The contract decides each once more. */
export function PackActs(props: PackActsProps) {
  const { setting, found, pack, onDone } = props
  const { contracts } = setting
  const { batchId, index } = pack
  const unit = useResource(() => findUnit(contracts, batchId, { index }), [contracts, batchId, index, found])
  return (
    <section class="card" aria-labelledby="acts-title">
      <GivingOut {...props} />
      <Loaded resource={unit}>
        {(lies) => <UnitOfPack setting={setting} pack={pack} found={lies} onDone={onDone} />}
      </Loaded>
    </section>
  )
}

type Given = 'dispense' | 'undo'

/** Giving out the pack, and taking that back. */
function GivingOut(props: PackActsProps) {
  const { setting, found, pack, onDone } = props
  const asked = useSignal<Given | null>(null)
  const offered = givingOf(found, setting)
  const { dispense, undo } = words.pharmacy
  const current = asked.value
  const part = offered === 'undo' ? undo : dispense
  return (
    <>
      <h2 id="acts-title">{part.title}</h2>
      {offered === 'dispense' || offered === 'undo' ? (
        <>
          <p>{part.lead}</p>
          <div class="buttons">
            <Button
              kind={offered === 'dispense' ? 'primary' : 'plain'}
              onClick={() => {
                asked.value = offered
              }}
            >
              {part.button}
            </Button>
          </div>
        </>
      ) : (
        <p>{offered === 'bad' ? words.pharmacy.scan.bad : dispense[offered]}</p>
      )}
      {current && (
        <SureDialog
          title={words.pharmacy[current].askTitle}
          text={words.pharmacy[current].ask}
          confirm={words.pharmacy[current].confirm}
          done={words.pharmacy[current].done}
          work={current === 'dispense' ? dispenseWork(props) : undoWork(pack)}
          onDone={onDone}
          onClose={() => {
            asked.value = null
          }}
        />
      )}
    </>
  )
}

/** What can be done, or the name of the sentence that says why nothing can. */
function givingOf(
  found: CheckedPack,
  { organisation, isDispenser }: KeeperSetting,
): Given | 'bad' | 'notYours' | 'notDispenser' | 'returned' {
  const { now } = found
  const isOurs = now?.custodian === organisation
  const wasDispensed = (now?.state.dispensedAt ?? 0) > 1
  if (wasDispensed && isOurs && isDispenser) return 'undo'
  if (objections(found).length > 0) return 'bad'
  if (!isOurs) return 'notYours'
  if (!isDispenser) return 'notDispenser'
  return now.state.lifecycle === 'returned' ? 'returned' : 'dispense'
}

interface UnitOfPackProps extends Pick<PackActsProps, 'setting' | 'pack' | 'onDone'> {
  readonly found: FoundUnit
}

/** What can be said of the unit that the pack lies in. */
function UnitOfPack({ setting, pack, found: { unit, state }, onDone }: UnitOfPackProps) {
  const asked = useSignal<ReasonedAct | null>(null)
  const acts = possibleActs(state, setting).filter((act) => OF_PACK.includes(act))
  return (
    <>
      <Quality setting={setting} unit={unit} standing={state} onDone={onDone} />
      {acts.length > 0 && (
        <>
          <h3>{words.pharmacy.unitActs.title}</h3>
          <p>{words.pharmacy.unitActs.lead(shortUnit(unit))}</p>
          <div class="buttons">
            {acts.map((act) => (
              <Button
                key={act}
                kind={act === 'suspect' ? 'danger' : 'plain'}
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
          unitNow={unitOf(pack)}
          onDone={onDone}
          onClose={() => {
            asked.value = null
          }}
        />
      )}
    </>
  )
}

/** What is said of it before it is known what became of the rest; the other acts are on the page of the own medicines. */
const OF_PACK: readonly ReasonedAct[] = ['suspect', 'quarantine']

/** The unit that the pack lies in now: it may have been taken apart since the maker was asked. */
const unitOf =
  ({ batchId, index }: VerificationEvidence) =>
  async (contracts: Contracts) =>
    (await findUnit(contracts, batchId, { index })).unit

/** Asks once more right before it is sent: the pack may have been recalled since it was scanned. */
function dispenseWork({ code, verifier, setting, pack }: PackActsProps): Work {
  return async ({ contracts, signal }) => {
    const again = await askMaker(setting.contracts, setting.settings, verifier, code, { signal })
    const evidence = requireGenuine(again)
    return dispensePack(contracts, await unitOf(pack)(setting.contracts), evidence)
  }
}

function undoWork(pack: VerificationEvidence): Work {
  return async ({ contracts }) => undoDispense(contracts, await unitOf(pack)(contracts), pack.index)
}
