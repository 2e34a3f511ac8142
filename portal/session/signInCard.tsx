import { gatewayClient } from '../../sdk/gateway/client.ts'
import { useAct } from '../acts/useAct.ts'
import { usePortal } from '../app/portal.ts'
import type { Gateway } from '../app/settings.ts'
import { ActStatus } from '../parts/actStatus.tsx'
import { Button } from '../parts/button.tsx'
import { words } from '../words/en.ts'

export interface SignInCardProps {
  readonly gateway: Gateway
  /** What signing in is for. */
  readonly lead?: string
}

export function SignInCard({ gateway, lead = words.signIn.lead }: SignInCardProps) {
  const { sessions, announce } = usePortal()
  const act = useAct()
  const signIn = () =>
    act.run(async ({ signer, signal }) => {
      const client = gatewayClient({ url: gateway.url })
      const session = await client.signIn(signer, { signal })
      sessions.keep(gateway.url, { client, session })
      announce(words.signIn.signedIn(gateway.name))
      return undefined
    })
  return (
    <section class="card" aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">{words.signIn.title(gateway.name)}</h2>
      <p>{lead}</p>
      <p class="muted">{words.signIn.shows}</p>
      <div class="buttons">
        <Button kind="primary" disabled={act.isBusy} onClick={signIn}>
          {words.signIn.button}
        </Button>
      </div>
      <ActStatus act={act} />
    </section>
  )
}
