import { isIP } from 'node:net'
import { z } from 'zod'
import { addressSchema } from '../sdk/chain/schemas.ts'
import { integerUpTo, isOrigin, listOf, parseEnvironment } from '../sdk/config/parseEnvironment.ts'
import { InvalidInputError } from '../sdk/errors/index.ts'
import { type HttpSettings, httpDefaults } from './http/settings.ts'
import { type GatewayTuning, STANDARD_TUNING } from './tuning.ts'

const isWebUrl = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

const isNetwork = (text: string) => {
  const [address = '', bits, ...rest] = text.split('/')
  return isIP(address) !== 0 && rest.length === 0 && (bits === undefined || /^\d{1,3}$/.test(bits))
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.')

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
  SALUS_GATEWAY_DISCLOSURE_SECONDS: integerUpTo(86_400)
    .refine((seconds) => seconds > 0)
    .default(STANDARD_TUNING.disclosureInterval / 1000),
  SALUS_GATEWAY_RELAYS_PER_HOUR: integerUpTo(1_000_000).default(STANDARD_TUNING.relayLimits.perHour),
  SALUS_GATEWAY_RELAYS_PER_PATIENT: integerUpTo(1_000_000).default(
    STANDARD_TUNING.relayLimits.perPatientAndDay,
  ),
  SALUS_GATEWAY_REPLENISHMENT: z.enum(['yes', 'no']).default('no'),
  SALUS_GATEWAY_SITES: listOf(isWebUrl).default([]),
  SALUS_GATEWAY_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  SALUS_GATEWAY_ORIGINS: listOf(isOrigin).default([]),
  SALUS_GATEWAY_TRUSTED_PROXIES: listOf(isNetwork).default([]),
  SALUS_GATEWAY_MAX_RECORD_BYTES: integerUpTo(9_999_999_999).default(httpDefaults.maximumRecordBytes),
  SALUS_GATEWAY_MAX_CONNECTIONS: integerUpTo(100_000)
    .refine((count) => count > 0)
    .default(httpDefaults.maximumConnections),
  SALUS_GATEWAY_REQUESTS_PER_MINUTE: integerUpTo(10_000_000)
    .refine((count) => count > 0)
    .default(httpDefaults.requestsPerMinute),
  SALUS_METRICS_TOKEN: z.string().min(16).optional(),
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
  readonly tuning: GatewayTuning
  readonly http: Partial<HttpSettings>
  /** Null: people keep replenishment going. */
  readonly replenishment: { readonly sites: readonly string[] } | null
}

/** @throws InvalidInputError CONFIG_INVALID naming the setting, never its value */
export function readGatewayConfig(environment: NodeJS.ProcessEnv): GatewayConfig {
  const values = parseEnvironment(schema, environment)
  if (!isLoopback(values.SALUS_GATEWAY_HOST) && values.SALUS_GATEWAY_PUBLIC_URL === undefined) {
    // People sign in to a name: what a wildcard listens on is none.
    throw new InvalidInputError(
      'CONFIG_INVALID',
      'The setting SALUS_GATEWAY_PUBLIC_URL is not set. Other machines reach this gateway: say by which URL.',
    )
  }
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
    tuning: {
      ...STANDARD_TUNING,
      confirmations: values.SALUS_CONFIRMATIONS,
      disclosureInterval: values.SALUS_GATEWAY_DISCLOSURE_SECONDS * 1000,
      relayLimits: {
        perHour: values.SALUS_GATEWAY_RELAYS_PER_HOUR,
        perPatientAndDay: values.SALUS_GATEWAY_RELAYS_PER_PATIENT,
      },
    },
    replenishment:
      values.SALUS_GATEWAY_REPLENISHMENT === 'yes' ? { sites: values.SALUS_GATEWAY_SITES } : null,
    http: {
      publicUrl: values.SALUS_GATEWAY_PUBLIC_URL ?? null,
      origins: values.SALUS_GATEWAY_ORIGINS,
      trustedProxies: values.SALUS_GATEWAY_TRUSTED_PROXIES,
      maximumRecordBytes: values.SALUS_GATEWAY_MAX_RECORD_BYTES,
      maximumConnections: values.SALUS_GATEWAY_MAX_CONNECTIONS,
      requestsPerMinute: values.SALUS_GATEWAY_REQUESTS_PER_MINUTE,
      metricsToken: values.SALUS_METRICS_TOKEN ?? null,
    },
  }
}
