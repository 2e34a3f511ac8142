import type { GatewayClient } from '../../../../sdk/gateway/client.ts'
import { usePortal } from '../../../app/portal.ts'
import type { Gateway } from '../../../app/settings.ts'
import { Button } from '../../../parts/button.tsx'
import { Loaded } from '../../../parts/loaded.tsx'
import { useFocus } from '../../../parts/useFocus.ts'
import { SignInCard } from '../../../session/signInCard.tsx'
import { useGateway } from '../../../session/useGateway.ts'
import { words } from '../../../words/en.ts'
import { shorten } from '../../../words/format.ts'
import type { KeeperSetting } from '../keeper.tsx'
import { FileCheck } from './fileCheck.tsx'
import { ForecastCard } from './forecastCard.tsx'
import { HoldButton } from './holdButton.tsx'
import { OrderTable } from './orderTable.tsx'
import { PolicyFacts } from './policyFacts.tsx'
import { Reckoning } from './reckoning.tsx'
import { StockCount } from './stockCount.tsx'
import { openPolicy, type PolicyEntry, planningGatewayOf } from './stockWork.ts'

export interface PolicyProps {
  readonly setting: KeeperSetting
  readonly entry: PolicyEntry
  readonly onDone: () => void
}

/** One policy: what the chain has of it, and what its site's gateway shows besides. */
export function PolicyCard(props: PolicyProps & { readonly onClose: () => void }) {
  const { setting, entry, onDone, onClose } = props
  const { sessions } = usePortal()
  const heading = useFocus<HTMLHeadingElement>()
  const gateway = planningGatewayOf(setting.settings, entry.organisation)
  const session = gateway && sessions.open.value.get(gateway.url)
  return (
    <>
      <section class="card" aria-labelledby="policy-title">
        <h2 id="policy-title" ref={heading} tabIndex={-1}>
          {words.stock.policy.title(shorten(entry.policyId))}
        </h2>
        <PolicyFacts settings={setting.settings} entry={entry} />
        <div class="buttons">
          {entry.side === 'site' && <HoldButton entry={entry} onDone={onDone} />}
          <Button kind="quiet" onClick={onClose}>
            {words.stock.policy.close}
          </Button>
        </div>
      </section>
      {!gateway && <p class="note">{words.stock.session.none}</p>}
      {gateway && !session && <SignInCard gateway={gateway} lead={words.stock.session.lead} />}
      {gateway && session ? (
        <OpenedPolicy {...props} gateway={gateway} client={session.client} />
      ) : (
        <OrderTable setting={setting} entry={entry} opening={null} onDone={onDone} />
      )}
    </>
  )
}

interface OpenedPolicyProps extends PolicyProps {
  readonly gateway: Gateway
  readonly client: GatewayClient
}

function OpenedPolicy({ setting, entry, onDone, gateway, client }: OpenedPolicyProps) {
  const { contracts } = setting
  const found = useGateway({ gateway }, (signal) => openPolicy(contracts, client, entry, signal), [
    contracts,
    client,
    entry,
  ])
  const loaded = found.state.value
  return (
    <>
      <OrderTable
        setting={setting}
        entry={entry}
        opening={loaded.stage === 'ready' ? loaded.value : null}
        onDone={onDone}
      />
      <Loaded resource={found}>
        {({ site }) =>
          site && (
            <>
              <StockCount client={client} site={site} onDone={onDone} />
              <ForecastCard site={site} />
              {site.reckoned && <Reckoning site={site} decided={site.reckoned} />}
              <FileCheck site={site} />
            </>
          )
        }
      </Loaded>
    </>
  )
}
