import type { Work } from '../../acts/act.ts'
import { useAct } from '../../acts/useAct.ts'
import { usePortal } from '../../app/portal.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { words } from '../../words/en.ts'

export interface SureDialogProps {
  readonly title: string
  readonly text: string
  readonly confirm: string
  readonly done: string
  readonly isGrave?: boolean
  readonly work: Work
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Asks once whether something is meant that is not easily undone, and does it. */
export function SureDialog(props: SureDialogProps) {
  const { title, text, confirm, done, isGrave = false, work, onDone, onClose } = props
  const { announce } = usePortal()
  const act = useAct()
  const run = async () => {
    if (!(await act.run(work))) return
    announce(done)
    onDone()
    onClose()
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div class="buttons">
        <Button kind={isGrave ? 'danger' : 'primary'} disabled={act.isBusy} onClick={run}>
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
