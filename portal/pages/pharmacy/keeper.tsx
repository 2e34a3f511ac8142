import type { ComponentChildren } from 'preact'
import { KEEPERS, organisationOf } from '../../../sdk/accreditation/organisationOf.ts'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { usePortal } from '../../app/portal.ts'
import type { Settings } from '../../app/settings.ts'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { nameOf } from '../../parts/party.tsx'
import { words } from '../../words/en.ts'

/** What a page of whoever keeps medicines reads from. */
export interface KeeperSetting {
  readonly settings: Settings
  readonly contracts: Contracts
  /** For which the account keeps medicines, or assures their quality. */
  readonly organisation: string
  readonly isKeeper: boolean
  /** Whether it may give packs out. */
  readonly isDispenser: boolean
  readonly isQuality: boolean
}

/** Shows its children to accounts that keep medicines for an organisation or assure their quality, as the chain has it. */
export function KeeperPage({
  children,
}: {
  readonly children: (setting: KeeperSetting) => ComponentChildren
}) {
  const portal = usePortal()
  const account = portal.connection.wallet.value?.account
  const base = useResource(async () => {
    if (!account) return undefined
    const [settings, { contracts }] = await Promise.all([portal.settings(), portal.chain()])
    return { settings, contracts, ...(await standingOf(contracts, account)) }
  }, [portal, account])
  return (
    <Loaded resource={base}>
      {(loaded) => {
        if (!loaded) return null
        const { organisation } = loaded
        if (!organisation) {
          return (
            <p class="note warning">
              <strong>{words.pharmacy.notKeeper}</strong> {words.pharmacy.notKeeperTodo}
            </p>
          )
        }
        return (
          <>
            <p class="muted">{words.pharmacy.actsFor(nameOf(loaded.settings, organisation))}</p>
            {children({ ...loaded, organisation })}
          </>
        )
      }}
    </Loaded>
  )
}

async function standingOf(contracts: Contracts, account: string) {
  const [keeps, dispenses, assures] = await Promise.all(
    ([KEEPERS, ['dispenser'], ['quality-assurance']] as const).map((roles) =>
      organisationOf(contracts, account, roles),
    ),
  )
  return {
    organisation: keeps ?? assures,
    isKeeper: keeps !== undefined,
    isDispenser: dispenses !== undefined,
    isQuality: assures !== undefined,
  }
}
