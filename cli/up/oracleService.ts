import { join } from 'node:path'
import { LOCALHOST, type LocalChain } from '../local/startChain.ts'
import { type Service, type ServiceOptions, startService } from './service.ts'

export interface OracleServiceOptions extends Pick<ServiceOptions, 'onLog'> {
  /** Folder of the project that it runs from. */
  readonly root: string
  readonly gatewayUrl: string
  /** Which of the committee's operators. Their exchanges listen on the ports after the chain's. */
  readonly operator: number
  /** Further settings, as `.env.example` names them. */
  readonly settings?: Readonly<Record<string, string>>
}

/** One of the four operators' nodes in a process of its own. Its keys are the public ones of a local chain. */
export function startOracleService(
  { rpcUrl, port, deploymentPath, actors }: Pick<LocalChain, 'rpcUrl' | 'port' | 'deploymentPath' | 'actors'>,
  { root, gatewayUrl, operator, settings = {}, onLog }: OracleServiceOptions,
): Promise<Service> {
  const actor = actors.oracles[operator]
  if (!actor) throw new TypeError(`There is no operator ${operator}.`)
  const portOf = (index: number) => port + 1 + index
  const peers = [...actors.oracles.keys()].filter((other) => other !== operator)
  return startService({
    name: actor.name,
    main: join(root, 'oracle/main.ts'),
    onLog,
    environment: {
      SALUS_RPC_URL: rpcUrl,
      SALUS_DEPLOYMENT: deploymentPath,
      SALUS_ORACLE_KEY: actor.privateKey,
      SALUS_ORACLE_SEED: actor.seed,
      SALUS_GATEWAY_URL: gatewayUrl,
      SALUS_ORACLE_PEERS: peers.map((peer) => `http://${LOCALHOST}:${portOf(peer)}`).join(),
      SALUS_ORACLE_HOST: LOCALHOST,
      SALUS_ORACLE_PORT: String(portOf(operator)),
      ...settings,
    },
  })
}
