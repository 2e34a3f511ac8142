import type { Contracts } from '../../sdk/chain/contracts.ts'
import type { CallOptions } from '../../sdk/gateway/call.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { askAboutPack, type CheckedPack } from '../../sdk/provenance/askAboutPack.ts'
import type { Settings } from '../app/settings.ts'

/**
 * Asks the gateway of a maker about a pack. Only a batch of that maker bears its answer out: the chain knows no products, so
 * any accredited maker can commission a batch under the number of another's.
 */
export async function askMaker(
  contracts: Contracts,
  { gateways }: Settings,
  url: string,
  code: string,
  options: CallOptions = {},
): Promise<CheckedPack> {
  const makers = gateways.filter((gateway) => gateway.url === url).map(({ organisation }) => organisation)
  return askAboutPack(contracts, gatewayClient({ url }), code, { ...options, makers })
}
