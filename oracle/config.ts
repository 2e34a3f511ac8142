import { z } from 'zod'
import { integerUpTo, parseEnvironment } from '../sdk/config/parseEnvironment.ts'

const schema = z.object({
  SALUS_RPC_URL: z.url(),
  /** `deployments/<chainId>.json` */
  SALUS_DEPLOYMENT: z.string(),
  SALUS_ORACLE_KEY: z.string().regex(/^0x[0-9a-fA-F]{64}$/),
  /** 32 bytes: the node's encryption key comes from it. */
  SALUS_ORACLE_SEED: z.string().regex(/^0x[0-9a-fA-F]{64}$/),
  SALUS_GATEWAY_URL: z.url(),
  /** Exchanges of the other nodes, separated by commas. */
  SALUS_ORACLE_PEERS: z
    .string()
    .transform((text) => text.split(',').filter((url) => url !== ''))
    .pipe(z.array(z.url())),
  SALUS_ORACLE_HOST: z.string().default('127.0.0.1'),
  SALUS_ORACLE_PORT: integerUpTo(65535).default(8560),
})

/** Settings of an oracle node, from the environment. See `.env.example`. */
export interface OracleConfig {
  readonly rpcUrl: string
  readonly deploymentPath: string
  readonly key: string
  readonly seed: string
  readonly gatewayUrl: string
  readonly peers: readonly string[]
  readonly host: string
  readonly port: number
}

/** @throws InvalidInputError CONFIG_INVALID naming the setting, never its value */
export function readOracleConfig(environment: NodeJS.ProcessEnv): OracleConfig {
  const values = parseEnvironment(schema, environment)
  return {
    rpcUrl: values.SALUS_RPC_URL,
    deploymentPath: values.SALUS_DEPLOYMENT,
    key: values.SALUS_ORACLE_KEY,
    seed: values.SALUS_ORACLE_SEED,
    gatewayUrl: values.SALUS_GATEWAY_URL,
    peers: values.SALUS_ORACLE_PEERS,
    host: values.SALUS_ORACLE_HOST,
    port: values.SALUS_ORACLE_PORT,
  }
}
