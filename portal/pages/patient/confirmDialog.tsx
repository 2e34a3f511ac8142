import type { Work } from '../../acts/act.ts'
import { useAct } from '../../acts/useAct.ts'
import { usePortal } from '../../app/portal.ts'
import type { Settings } from '../../app/settings.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { recordGateways } from '../../session/signedIn.tsx'
import { words } from '../../words/en.ts'
import type { Way } from './consentWork.ts'

/** The gateway that sends what is signed, where there is one. */
export function useFreeWay(settings: Settings): Way | null {
  const { sessions } = usePortal()
  const gateways = recordGateways(settings)
  const gateway = gateways.find(({ url }) => url === sessions.chosen.value) ?? gateways[0]
  return gateway ? { kind: 'free', gatewayUrl: gateway.url } : null
}

export interface ConfirmDialogProps {
  readonly settings: Settings
  readonly title: string
  readonly text: string
  readonly done: string
  readonly work: (way: Way) => Work
  /** Whether it can also be signed. Default: yes. */
  readonly isFreeOffered?: boolean
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Asks once whether something is meant, and does it. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { settings, title, text, done, work, isFreeOffered = true, onDone, onClose } = props
  const { announce } = usePortal()
  const act = useAct()
  const freeWay = useFreeWay(settings)
  const run = async (way: Way) => {
    if (!(await act.run(work(way)))) return
    announce(done)
    onDone()
    onClose()
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div class="buttons">
        {isFreeOffered && freeWay && (
          <Button kind="primary" disabled={act.isBusy} onClick={() => run(freeWay)}>
            {words.sharing.confirmFree}
          </Button>
        )}
        <Button disabled={act.isBusy} onClick={() => run({ kind: 'paid' })}>
          {words.sharing.confirmPaid}
        </Button>
        <Button kind="quiet" disabled={act.isBusy} onClick={onClose}>
          {words.sharing.cancel}
        </Button>
      </div>
      <ActStatus act={act} done={done} />
    </Dialog>
  )
}
