import { useSignal } from '@preact/signals'
import { Button } from '../parts/button.tsx'
import { TroubleNote } from '../parts/trouble.tsx'
import type { FoundWallet } from '../wallet/eip1193.ts'
import { words } from '../words/en.ts'
import { usePortal } from './portal.ts'

/** Lets the reader choose a wallet. */
export function ConnectCard() {
  const { wallets, connection } = usePortal()
  const waiting = useSignal(false)
  const trouble = useSignal<unknown>(null)
  const connect = async (wallet: FoundWallet) => {
    trouble.value = null
    waiting.value = true
    try {
      await connection.connect(wallet)
    } catch (error) {
      trouble.value = error
    } finally {
      waiting.value = false
    }
  }
  const found = wallets.value
  return (
    <section class="card" aria-labelledby="connect-title">
      <h2 id="connect-title">{words.connection.title}</h2>
      <p>{words.connection.lead}</p>
      {found.length === 0 && (
        <div class="note">
          <p>
            <strong>{words.connection.none}</strong> {words.connection.noneTodo}
          </p>
        </div>
      )}
      {found.length > 0 && (
        <ul class="choices" aria-label={words.connection.choose}>
          {found.map((wallet) => (
            <li key={wallet.id}>
              <Button kind="primary" disabled={waiting.value} onClick={() => connect(wallet)}>
                {wallet.icon && <img src={wallet.icon} alt="" width="20" height="20" />}
                <bdi>{words.connection.connectWith(wallet.name)}</bdi>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {waiting.value && (
        <p class="note act" role="status">
          {words.act.transaction}
        </p>
      )}
      {trouble.value !== null && <TroubleNote error={trouble.value} />}
    </section>
  )
}
