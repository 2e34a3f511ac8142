import { join } from 'node:path'
import type { Actor } from '../local/actors.ts'
import { LOCALHOST, type LocalChain } from '../local/startChain.ts'
import { type Service, type ServiceOptions, startService } from './service.ts'

export interface GatewayServiceOptions extends Pick<ServiceOptions, 'onLog'> {
  /** Folder of the project that it runs from. */
  readonly root: string
  readonly dataFolder: string
  /** 0 for any free port. */
  readonly port: number
  /** Whose gateway it is. Default: the hospital's. */
  readonly actor?: Actor
  /** As whose account it acts. Default: the actor's own. */
  readonly account?: Actor
  /** Further settings, as `.env.example` names them. */
  readonly settings?: Readonly<Record<string, string>>
}

/** An organisation's gateway in a process of its own. Its staff token is the actor's seed. */
export function startGatewayService(
  { rpcUrl, deploymentPath, actors }: Pick<LocalChain, 'rpcUrl' | 'deploymentPath' | 'actors'>,
  {
    root,
    dataFolder,
    port,
    actor = actors.hospital,
    account = actor,
    settings = {},
    onLog,
  }: GatewayServiceOptions,
): Promise<Service> {
  return startService({
    name: actor === actors.hospital ? 'gateway' : `gateway of the ${actor.name}`,
    main: join(root, 'gateway/main.ts'),
    onLog,
    environment: {
      SALUS_RPC_URL: rpcUrl,
      SALUS_DEPLOYMENT: deploymentPath,
      SALUS_GATEWAY_KEY: account.privateKey,
      SALUS_GATEWAY_SEED: account.seed,
      SALUS_GATEWAY_ORGANISATION: actor.organisation,
      SALUS_GATEWAY_TOKEN: actor.seed,
      SALUS_GATEWAY_DATA: dataFolder,
      SALUS_GATEWAY_HOST: LOCALHOST,
      SALUS_GATEWAY_PORT: String(port),
      ...settings,
    },
  })
}
