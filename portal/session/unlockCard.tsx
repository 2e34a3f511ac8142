import { useSignal } from '@preact/signals'
import { recoverIdentity } from '../../sdk/identity/recoverIdentity.ts'
import { useAct } from '../acts/useAct.ts'
import { usePortal } from '../app/portal.ts'
import { ActStatus } from '../parts/actStatus.tsx'
import { Button } from '../parts/button.tsx'
import { TextField } from '../parts/field.tsx'
import { words } from '../words/en.ts'

/** Makes the patient's key again from wallet and recovery code. It stays in the memory of the page. */
export function UnlockCard() {
  const { sessions } = usePortal()
  const act = useAct()
  const code = useSignal('')
  const unlock = async () => {
    await act.run(async ({ contracts, signer, wallet }) => {
      const { account } = wallet
      sessions.unlock(account, await recoverIdentity(contracts, signer, account, code.value))
      code.value = ''
      return undefined
    })
  }
  return (
    <section class="card" aria-labelledby="unlock-title">
      <h2 id="unlock-title">{words.key.unlock}</h2>
      <p>{words.key.lead}</p>
      <TextField
        label={words.key.enterCode}
        help={words.key.enterHelp}
        value={code.value}
        isCode
        maxLength={100}
        onEnter={unlock}
        onInput={(text) => {
          code.value = text
        }}
      />
      <p class="muted">{words.key.unlockLead}</p>
      <div class="buttons">
        <Button kind="primary" disabled={act.isBusy || code.value.trim() === ''} onClick={unlock}>
          {words.key.unlock}
        </Button>
      </div>
      <ActStatus act={act} done={words.key.unlocked} />
    </section>
  )
}
