import { fileURLToPath } from 'node:url'
import {
  type PortalService,
  type PortalServiceOptions,
  startPortalService,
} from '../../cli/up/portalService.ts'
import type { Stage } from './network.ts'

const BUILT = fileURLToPath(new URL('../../portal/dist', import.meta.url))

type Settings = PortalServiceOptions['settings']

/** The pages of the network once more, from a server of the test's own, with settings that the test changes. */
export async function startOwnPortal(
  { network }: Stage,
  change: (settings: Settings) => Partial<Settings>,
): Promise<PortalService> {
  const settings = (await (await fetch(`${network.portal.url}/portal.json`)).json()) as Settings
  return startPortalService({
    folder: BUILT,
    host: '127.0.0.1',
    port: 0,
    settings: { ...settings, ...change(settings) },
  })
}
