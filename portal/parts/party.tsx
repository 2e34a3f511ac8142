import { usePortal } from '../app/portal.ts'
import type { Settings } from '../app/settings.ts'
import { words } from '../words/en.ts'
import { shorten } from '../words/format.ts'

/** Who an address is, as the settings of the page know it; the chain knows no names. */
export function nameOf(
  { directory, deployment, gateways, oracles }: Settings,
  address: string,
  own?: string,
): string {
  if (address === own) return words.label.you
  const known = directory.find((one) => one.address === address)
  if (known) return known.name
  if (address === deployment.contracts.oracleCommittee) return words.label.committee
  const named =
    gateways.find(({ organisation }) => organisation === address) ??
    oracles.find(({ signer }) => signer === address)
  return named?.name ?? shorten(address)
}

export function Party({ settings, address }: { readonly settings: Settings; readonly address: string }) {
  const { connection } = usePortal()
  const name = nameOf(settings, address, connection.wallet.value?.account)
  const role = settings.directory.find((one) => one.address === address)?.role
  return (
    <span class="party">
      <bdi>{name}</bdi>
      {role && <span class="muted">{role}</span>}
      {name !== shorten(address) && (
        <span class="code muted" title={address}>
          {shorten(address)}
        </span>
      )}
    </span>
  )
}
