import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { destroyUnit } from '../../../sdk/provenance/destroyUnit.ts'
import { determineInvestigation } from '../../../sdk/provenance/investigations/determineInvestigation.ts'
import { notifyIllegitimate } from '../../../sdk/provenance/investigations/notifyIllegitimate.ts'
import { openInvestigation } from '../../../sdk/provenance/investigations/openInvestigation.ts'
import { quarantineUnit } from '../../../sdk/provenance/quarantineUnit.ts'
import { releaseFromQuarantine } from '../../../sdk/provenance/releaseFromQuarantine.ts'
import { reportStolen } from '../../../sdk/provenance/reportStolen.ts'
import { restockUnit } from '../../../sdk/provenance/restockUnit.ts'
import { takeSample } from '../../../sdk/provenance/takeSample.ts'
import type { UnitRef } from '../../../sdk/provenance/unit.ts'
import { useAct } from '../../acts/useAct.ts'
import { usePortal } from '../../app/portal.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { words } from '../../words/en.ts'
import { type KeptReason, keepReason } from './keptReason.ts'

/** What is said of one unit, with a reason. */
const ACTS = {
  suspect: openInvestigation,
  quarantine: quarantineUnit,
  restock: restockUnit,
  stolen: reportStolen,
  sample: takeSample,
  destroy: destroyUnit,
  release: releaseFromQuarantine,
  cleared: (contracts: Contracts, unit: UnitRef, reason: string) =>
    determineInvestigation(contracts, unit, 'cleared', reason),
  illegitimate: (contracts: Contracts, unit: UnitRef, reason: string) =>
    determineInvestigation(contracts, unit, 'illegitimate', reason),
  notified: notifyIllegitimate,
} as const
/** Those that make things better than they were. */
const GENTLE: readonly ReasonedAct[] = ['restock', 'release', 'cleared', 'notified']
export type ReasonedAct = keyof typeof ACTS

export interface ReasonDialogProps {
  readonly act: ReasonedAct
  /** The unit as it is when it is sent: what was read before may have been taken apart meanwhile. */
  readonly unitNow: (contracts: Contracts) => Promise<UnitRef>
  readonly onDone: (outcome: string) => void
  readonly onClose: () => void
}

/** Asks why, keeps the words, and says it on the chain. */
export function ReasonDialog({ act: name, unitNow, onDone, onClose }: ReasonDialogProps) {
  const { announce } = usePortal()
  const text = useSignal('')
  const kept = useRef<KeptReason | null>(null)
  const act = useAct()
  const { title, text: explained, confirm, done } = words.pharmacy.unitActs[name]
  const reason = text.value.trim()
  const send = async () => {
    // The file of a try that failed serves the next one, as long as the words stay.
    if (kept.current?.text !== reason) kept.current = keepReason(reason)
    const { commitment } = kept.current
    const isDone = await act.run(async ({ contracts }) =>
      ACTS[name](contracts, await unitNow(contracts), commitment),
    )
    if (!isDone) return
    announce(done)
    onClose()
    onDone(done)
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{explained}</p>
      <TextField
        label={words.pharmacy.unitActs.reason}
        help={words.pharmacy.unitActs.reasonHelp}
        value={text.value}
        onInput={(typed) => {
          text.value = typed
        }}
      />
      <div class="buttons">
        <Button
          kind={GENTLE.includes(name) ? 'primary' : 'danger'}
          disabled={act.isBusy || reason === ''}
          onClick={send}
        >
          {confirm}
        </Button>
        <Button kind="quiet" disabled={act.isBusy} onClick={onClose}>
          {words.pharmacy.cancel}
        </Button>
      </div>
      <ActStatus act={act} done={done} />
    </Dialog>
  )
}
