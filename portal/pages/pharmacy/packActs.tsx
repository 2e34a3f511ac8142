import { useSignal } from '@preact/signals'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import type { CheckedPack } from '../../../sdk/provenance/askAboutPack.ts'
import { dispensePack } from '../../../sdk/provenance/dispensePack.ts'
import { findUnit } from '../../../sdk/provenance/findUnit.ts'
import { undoDispense } from '../../../sdk/provenance/undoDispense.ts'
import type { VerificationEvidence } from '../../../sdk/provenance/verificationMessage.ts'
import type { Work } from '../../acts/act.ts'
import { askMaker } from '../../acts/askMaker.ts'
import { Button } from '../../parts/button.tsx'
import { words } from '../../words/en.ts'
import { shorten } from '../../words/format.ts'
import type { KeeperSetting } from './keeper.tsx'
import { ReasonDialog } from './reasonDialog.tsx'
import { SureDialog } from './sureDialog.tsx'
import { objections, requireGenuine } from './verdict.ts'

export interface PackActsProps {
  readonly setting: KeeperSetting
  readonly code: string
  readonly verifier: string
  readonly found: CheckedPack
  readonly pack: VerificationEvidence
  readonly onDone: () => void
}

type Asked = 'dispense' | 'undo' | 'suspect' | 'quarantine'

/** What can be done with the pack in hand. The contract decides each once more. */
export function PackActs(props: PackActsProps) {
  const { setting, found, pack, onDone } = props
  const asked = useSignal<Asked | null>(null)
  const { now } = found
  const isOurs = now?.custodian === setting.organisation
  const isGenuine = objections(found).length === 0
  const isReturned = now?.state.lifecycle === 'returned'
  const close = () => {
    asked.value = null
  }
  const ask = (next: Asked) => () => {
    asked.value = next
  }
  const wasDispensed = (now?.state.dispensedAt ?? 0) > 1
  const { unit } = pack.state
  const current = asked.value
  return (
    <section class="card" aria-labelledby="acts-title">
      <h2 id="acts-title">
        {wasDispensed && isOurs ? words.pharmacy.undo.title : words.pharmacy.dispense.title}
      </h2>
      {isGenuine && isOurs && !isReturned && (
        <>
          <p>{words.pharmacy.dispense.lead}</p>
          <div class="buttons">
            <Button kind="primary" onClick={ask('dispense')}>
              {words.pharmacy.dispense.button}
            </Button>
          </div>
        </>
      )}
      {isGenuine && !isOurs && <p>{words.pharmacy.dispense.notYours}</p>}
      {isGenuine && isOurs && isReturned && <p>{words.pharmacy.dispense.returned}</p>}
      {!isGenuine && !wasDispensed && <p>{words.pharmacy.scan.bad}</p>}
      {wasDispensed && isOurs && (
        <>
          <p>{words.pharmacy.undo.lead}</p>
          <div class="buttons">
            <Button onClick={ask('undo')}>{words.pharmacy.undo.button}</Button>
          </div>
        </>
      )}
      {wasDispensed && !isOurs && <p>{words.pharmacy.dispense.notYours}</p>}
      {isOurs && (
        <>
          <h3>{words.pharmacy.unitActs.title}</h3>
          <p>{words.pharmacy.unitActs.lead(`${shorten(pack.batchId)}/${unit.level}/${unit.position}`)}</p>
          <div class="buttons">
            <Button kind="danger" onClick={ask('suspect')}>
              {words.pharmacy.unitActs.suspect.button}
            </Button>
            <Button onClick={ask('quarantine')}>{words.pharmacy.unitActs.quarantine.button}</Button>
          </div>
        </>
      )}
      {(current === 'dispense' || current === 'undo') && (
        <SureDialog
          title={words.pharmacy[current].askTitle}
          text={words.pharmacy[current].ask}
          confirm={words.pharmacy[current].confirm}
          done={words.pharmacy[current].done}
          work={current === 'dispense' ? dispenseWork(props) : undoWork(pack)}
          onDone={onDone}
          onClose={close}
        />
      )}
      {(current === 'suspect' || current === 'quarantine') && (
        <ReasonDialog act={current} unitNow={unitOf(pack)} onDone={onDone} onClose={close} />
      )}
    </section>
  )
}

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
