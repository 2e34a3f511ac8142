import { join } from 'node:path'
import { LOCALHOST, type LocalChain } from '../local/startChain.ts'
import { type Service, type ServiceOptions, startService } from './service.ts'

export interface GatewayServiceOptions extends Pick<ServiceOptions, 'onLog'> {
  /** Folder of the project that it runs from. */
  readonly root: string
  readonly dataFolder: string
  /** 0 for any free port. */
  readonly port: number
  /** Further settings, as `.env.example` names them. */
  readonly settings?: Readonly<Record<string, string>>
}

/** The hospital's gateway in a process of its own. Its staff token is the hospital's seed. */
export function startGatewayService(
  { rpcUrl, deploymentPath, actors: { hospital } }: Pick<LocalChain, 'rpcUrl' | 'deploymentPath' | 'actors'>,
  { root, dataFolder, port, settings = {}, onLog }: GatewayServiceOptions,
): Promise<Service> {
  return startService({
    name: 'gateway',
    main: join(root, 'gateway/main.ts'),
    onLog,
    environment: {
      SALUS_RPC_URL: rpcUrl,
      SALUS_DEPLOYMENT: deploymentPath,
      SALUS_GATEWAY_KEY: hospital.privateKey,
      SALUS_GATEWAY_SEED: hospital.seed,
      SALUS_GATEWAY_ORGANISATION: hospital.organisation,
      SALUS_GATEWAY_TOKEN: hospital.seed,
      SALUS_GATEWAY_DATA: dataFolder,
      SALUS_GATEWAY_HOST: LOCALHOST,
      SALUS_GATEWAY_PORT: String(port),
      ...settings,
    },
  })
}
