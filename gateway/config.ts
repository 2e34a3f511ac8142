import { z } from 'zod'
import { addressSchema } from '../sdk/chain/schemas.ts'
import { integerUpTo, parseEnvironment } from '../sdk/config/parseEnvironment.ts'

const schema = z.object({
  SALUS_RPC_URL: z.url(),
  /** `deployments/<chainId>.json` */
  SALUS_DEPLOYMENT: z.string(),
  SALUS_GATEWAY_KEY: z.string().regex(/^0x[0-9a-fA-F]{64}$/),
  /** 32 bytes: the custodian's encryption key comes from it. */
  SALUS_GATEWAY_SEED: z.string().regex(/^0x[0-9a-fA-F]{64}$/),
  SALUS_GATEWAY_ORGANISATION: addressSchema,
  SALUS_GATEWAY_TOKEN: z.string().min(16),
  SALUS_GATEWAY_DATA: z.string(),
  SALUS_GATEWAY_HOST: z.string().default('127.0.0.1'),
  SALUS_GATEWAY_PORT: integerUpTo(65535).default(8550),
  SALUS_CONFIRMATIONS: integerUpTo(10_000).default(0),
})

/** Settings of a gateway, from the environment. See `.env.example`. */
export interface GatewayConfig {
  readonly rpcUrl: string
  readonly deploymentPath: string
  readonly key: string
  readonly seed: string
  readonly organisation: string
  readonly staffToken: string
  readonly dataFolder: string
  readonly host: string
  readonly port: number
  readonly confirmations: number
}

/** @throws InvalidInputError CONFIG_INVALID naming the setting, never its value */
export function readGatewayConfig(environment: NodeJS.ProcessEnv): GatewayConfig {
  const values = parseEnvironment(schema, environment)
  return {
    rpcUrl: values.SALUS_RPC_URL,
    deploymentPath: values.SALUS_DEPLOYMENT,
    key: values.SALUS_GATEWAY_KEY,
    seed: values.SALUS_GATEWAY_SEED,
    organisation: values.SALUS_GATEWAY_ORGANISATION,
    staffToken: values.SALUS_GATEWAY_TOKEN,
    dataFolder: values.SALUS_GATEWAY_DATA,
    host: values.SALUS_GATEWAY_HOST,
    port: values.SALUS_GATEWAY_PORT,
    confirmations: values.SALUS_CONFIRMATIONS,
  }
}
