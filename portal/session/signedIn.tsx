import { type ComponentChildren, Fragment } from 'preact'
import type { Contracts } from '../../sdk/chain/contracts.ts'
import type { GatewayClient } from '../../sdk/gateway/client.ts'
import type { Chain } from '../app/chain.ts'
import { usePortal } from '../app/portal.ts'
import type { Gateway, Settings } from '../app/settings.ts'
import { Button } from '../parts/button.tsx'
import { Select } from '../parts/field.tsx'
import { Loaded, useResource } from '../parts/loaded.tsx'
import { words } from '../words/en.ts'
import { SignInCard } from './signInCard.tsx'

/** What a patient's page reads from. */
export interface PatientSetting {
  readonly settings: Settings
  readonly chain: Chain
  readonly contracts: Contracts
  /** The account, which is the patient. */
  readonly patient: string
}

/** As it is once the patient has signed in. */
export interface SignedInSetting extends PatientSetting {
  readonly gateway: Gateway
  readonly client: GatewayClient
}

/** Reads settings and chain, which every page of a patient needs. */
export function PatientPage({
  children,
}: {
  readonly children: (setting: PatientSetting) => ComponentChildren
}) {
  const portal = usePortal()
  const patient = portal.connection.wallet.value?.account
  const base = useResource(async () => {
    const [settings, chain] = await Promise.all([portal.settings(), portal.chain()])
    return { settings, chain, contracts: chain.contracts }
  }, [portal])
  if (!patient) return null
  return <Loaded resource={base}>{(loaded) => children({ ...loaded, patient })}</Loaded>
}

/** The gateways that keep records. */
export const recordGateways = ({ gateways }: Settings): readonly Gateway[] =>
  gateways.filter(({ serves }) => serves.includes('records'))

export interface SignedInProps {
  readonly setting: PatientSetting
  readonly children: (setting: SignedInSetting) => ComponentChildren
}

/** Shows its children once the patient has signed in to one of the gateways that keep records. */
export function SignedIn({ setting, children }: SignedInProps) {
  const { sessions } = usePortal()
  const gateways = recordGateways(setting.settings)
  const gateway = gateways.find(({ url }) => url === sessions.chosen.value) ?? gateways[0]
  if (!gateway) return <p class="note">{words.signIn.none}</p>
  const opened = sessions.open.value.get(gateway.url)
  return (
    <>
      {gateways.length > 1 && (
        <Select
          label={words.signIn.gateway}
          value={gateway.url}
          choices={gateways.map(({ url, name }) => ({ value: url, label: name }))}
          onChange={sessions.choose}
        />
      )}
      {opened ? (
        <>
          <p class="muted">
            {words.signIn.signedIn(gateway.name)}{' '}
            <Button kind="quiet" onClick={() => sessions.end(gateway.url)}>
              {words.signIn.signOut}
            </Button>
          </p>
          {/* Of another gateway nothing of this one is shown, not even while it loads. */}
          <Fragment key={gateway.url}>{children({ ...setting, gateway, client: opened.client })}</Fragment>
        </>
      ) : (
        <SignInCard key={gateway.url} gateway={gateway} />
      )}
    </>
  )
}
