import { useSignal } from '@preact/signals'
import { useLayoutEffect } from 'preact/hooks'
import { Button } from '../parts/button.tsx'
import { TroubleNote } from '../parts/trouble.tsx'
import { words } from '../words/en.ts'
import { usePortal } from './portal.ts'
import type { Settings } from './settings.ts'

/** Says where the wallet is on another network than the records, and offers to change that. */
export function NetworkNote() {
  const { connection, settings } = usePortal()
  const known = useSignal<Settings | null>(null)
  const trouble = useSignal<unknown>(null)
  const waiting = useSignal(false)
  useLayoutEffect(() => {
    settings().then(
      (loaded) => {
        known.value = loaded
      },
      // The page itself says that the settings cannot be read.
      () => undefined,
    )
  }, [settings, known])
  const chainId = connection.chainId.value
  if (!known.value || chainId === null || chainId === known.value.deployment.chainId) return null
  const { network, rpcUrl, deployment } = known.value
  const change = async () => {
    trouble.value = null
    waiting.value = true
    try {
      await connection.switchNetwork({ chainId: deployment.chainId, name: network, rpcUrl })
    } catch (error) {
      trouble.value = error
    } finally {
      waiting.value = false
    }
  }
  return (
    <div class="note warning" role="alert">
      <p>{words.connection.wrongNetwork(chainId, network, deployment.chainId)}</p>
      <Button kind="primary" disabled={waiting.value} onClick={change}>
        {words.connection.switchTo(network)}
      </Button>
      {trouble.value !== null && <TroubleNote error={trouble.value} />}
    </div>
  )
}
