import { useSignal } from '@preact/signals'
import type { ListedRecord } from '../../../sdk/gateway/protocol.ts'
import { requestErasure } from '../../../sdk/records/requestErasure.ts'
import { usePortal } from '../../app/portal.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TroubleNote } from '../../parts/trouble.tsx'
import { useFocus } from '../../parts/useFocus.ts'
import { Opening } from '../../record/opening.tsx'
import type { SignedInSetting } from '../../session/signedIn.tsx'
import { UnlockCard } from '../../session/unlockCard.tsx'
import { words } from '../../words/en.ts'

export interface RecordCardProps {
  readonly setting: SignedInSetting
  readonly record: ListedRecord
  /** The record was erased or encrypted anew. */
  readonly onChange: () => void
  readonly onClose: () => void
}

/** One record: opened and decrypted in the page, saved, encrypted anew, deleted. */
export function RecordCard({ setting, record, onChange, onClose }: RecordCardProps) {
  const { sessions } = usePortal()
  const heading = useFocus<HTMLHeadingElement>()
  const identity = sessions.identity.value
  return (
    <section class="card" aria-labelledby="record-title">
      <h2 id="record-title" ref={heading} tabIndex={-1}>
        {words.record.title(words.category[record.category])}
      </h2>
      {identity ? <Opening setting={setting} record={record} /> : <UnlockCard />}
      <Remaining setting={setting} record={record} onChange={onChange} />
      <div class="buttons">
        <Button onClick={onClose}>{words.record.close}</Button>
      </div>
    </section>
  )
}

function Remaining({ setting, record, onChange }: Omit<RecordCardProps, 'onClose'>) {
  const { client, contracts } = setting
  const { announce } = usePortal()
  const asks = useSignal(false)
  const busy = useSignal(false)
  const trouble = useSignal<unknown>(null)
  const said = useSignal('')
  const run = async (work: () => Promise<unknown>, done: string) => {
    asks.value = false
    busy.value = true
    trouble.value = null
    try {
      await work()
      said.value = done
      announce(done)
      onChange()
    } catch (error) {
      trouble.value = error
    } finally {
      busy.value = false
    }
  }
  if (record.status === 'erased') return <p class="note">{words.record.removed}</p>
  return (
    <>
      <div class="buttons">
        <Button
          disabled={busy.value}
          onClick={() => run(() => client.rekeyRecord(record.recordId), words.record.rekeyed)}
        >
          {words.record.rekey}
        </Button>
        <Button
          kind="danger"
          disabled={busy.value}
          onClick={() => {
            asks.value = true
          }}
        >
          {words.record.remove}
        </Button>
      </div>
      {busy.value && <p role="status">{words.app.loading}</p>}
      {said.value && <p class="note good">{said.value}</p>}
      {trouble.value !== null && <TroubleNote error={trouble.value} />}
      {asks.value && (
        <Dialog
          title={words.record.removeTitle}
          onClose={() => {
            asks.value = false
          }}
        >
          <p>{words.record.removeText}</p>
          <div class="buttons">
            <Button
              kind="danger"
              onClick={() =>
                run(() => requestErasure(contracts, client, record.recordId), words.record.removed)
              }
            >
              {words.record.removeConfirm}
            </Button>
            <Button
              onClick={() => {
                asks.value = false
              }}
            >
              {words.record.keep}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}
