import { z } from 'zod'
import { addressSchema } from '../sdk/chain/schemas.ts'
import { integerUpTo, isOrigin, listOf, parseEnvironment } from '../sdk/config/parseEnvironment.ts'
import { InvalidInputError } from '../sdk/errors/index.ts'
import type { KeySource, PassphraseSource } from './keys/openKeys.ts'

const secret = z.string().regex(/^0x[0-9a-fA-F]{64}$/)

const gatewayList = z
  .string()
  .transform((text) => text.split(',').filter((url) => url !== ''))
  .pipe(z.array(z.url()).min(1).max(16))
  .optional()

const schema = z.object({
  SALUS_RPC_URL: z.url(),
  /** `deployments/<chainId>.json` */
  SALUS_DEPLOYMENT: z.string(),
  SALUS_ORACLE_KEYSTORE: z.string().optional(),
  SALUS_ORACLE_PASSPHRASE: z.string().optional(),
  SALUS_ORACLE_PASSPHRASE_FILE: z.string().optional(),
  SALUS_ORACLE_SIGNER_URL: z.url().optional(),
  SALUS_ORACLE_ACCOUNT: addressSchema.optional(),
  SALUS_ORACLE_KEY: secret.optional(),
  SALUS_ORACLE_SEED: secret.optional(),
  SALUS_ORACLE_ALLOW_PLAIN_KEY: z.enum(['yes', 'no']).default('no'),
  /** Names of the models that the node answers for, separated by commas. Default: all that ship. */
  SALUS_ORACLE_MODELS: z
    .string()
    .regex(/^[a-z][a-z0-9-]*(?:,[a-z][a-z0-9-]*)*$/)
    .optional(),
  SALUS_GATEWAY_URL: z.url(),
  /** Gateways that may have the readings of temperature logs, separated by commas. Default: the one gateway. */
  SALUS_ORACLE_READINGS: gatewayList,
  /** Gateways of sites that order by policies, separated by commas. Default: those of the readings. */
  SALUS_ORACLE_PLANNING: gatewayList,
  /** Exchanges of the other nodes, separated by commas. */
  SALUS_ORACLE_PEERS: z
    .string()
    .transform((text) => text.split(',').filter((url) => url !== ''))
    .pipe(z.array(z.url())),
  SALUS_ORACLE_HOST: z.string().default('127.0.0.1'),
  SALUS_ORACLE_PORT: integerUpTo(65535).default(8560),
  /** Origins of the pages that may read `/health` and `/status`, separated by commas. */
  SALUS_ORACLE_ORIGINS: listOf(isOrigin).default([]),
  SALUS_ORACLE_INTERVAL: integerUpTo(60_000).default(200),
  SALUS_ORACLE_TURN: integerUpTo(600_000).default(5_000),
  SALUS_CONFIRMATIONS: integerUpTo(10_000).default(0),
  SALUS_METRICS_TOKEN: z.string().min(16).optional(),
})

type Values = z.infer<typeof schema>

/** Settings of an oracle node, from the environment. See `.env.example`. */
export interface OracleConfig {
  readonly rpcUrl: string
  readonly deploymentPath: string
  readonly keys: KeySource
  /** Null: all that ship. */
  readonly models: readonly string[] | null
  readonly gatewayUrl: string
  /** Gateways that may have the readings of temperature logs. */
  readonly readingsUrls: readonly string[]
  /** Gateways of sites that order by policies. */
  readonly planningUrls: readonly string[]
  readonly peers: readonly string[]
  readonly host: string
  readonly port: number
  /** Milliseconds. */
  readonly interval: number
  /** Milliseconds. */
  readonly turn: number
  readonly confirmations: number
  readonly metricsToken: string | null
  /** Of the pages that may read health and status. */
  readonly origins: readonly string[]
}

/** @throws InvalidInputError CONFIG_INVALID naming the setting, never its value */
export function readOracleConfig(environment: NodeJS.ProcessEnv): OracleConfig {
  const values = parseEnvironment(schema, environment)
  const readingsUrls = values.SALUS_ORACLE_READINGS ?? [values.SALUS_GATEWAY_URL]
  return {
    rpcUrl: values.SALUS_RPC_URL,
    deploymentPath: values.SALUS_DEPLOYMENT,
    keys: keySourceOf(values),
    models: values.SALUS_ORACLE_MODELS?.split(',') ?? null,
    gatewayUrl: values.SALUS_GATEWAY_URL,
    readingsUrls,
    planningUrls: values.SALUS_ORACLE_PLANNING ?? readingsUrls,
    peers: values.SALUS_ORACLE_PEERS,
    host: values.SALUS_ORACLE_HOST,
    port: values.SALUS_ORACLE_PORT,
    interval: values.SALUS_ORACLE_INTERVAL,
    turn: values.SALUS_ORACLE_TURN,
    confirmations: values.SALUS_CONFIRMATIONS,
    metricsToken: values.SALUS_METRICS_TOKEN ?? null,
    origins: values.SALUS_ORACLE_ORIGINS,
  }
}

/** Exactly one place for the keys: with two it would be unclear which account the node is. */
function keySourceOf(values: Values): KeySource {
  const { SALUS_ORACLE_KEYSTORE: path, SALUS_ORACLE_SIGNER_URL: url, SALUS_ORACLE_KEY: key } = values
  if (key !== undefined) {
    if (path !== undefined || url !== undefined) {
      throw invalid('Set SALUS_ORACLE_KEY or SALUS_ORACLE_KEYSTORE, not both.')
    }
    return {
      kind: 'plain',
      key,
      seed: required(values.SALUS_ORACLE_SEED, 'SALUS_ORACLE_SEED'),
      isAllowedAnywhere: values.SALUS_ORACLE_ALLOW_PLAIN_KEY === 'yes',
    }
  }
  const keystore = {
    path: required(path, 'SALUS_ORACLE_KEYSTORE'),
    passphrase: passphraseOf(values),
  }
  if (url === undefined) return { kind: 'keystore', keystore }
  const account = required(values.SALUS_ORACLE_ACCOUNT, 'SALUS_ORACLE_ACCOUNT')
  return { kind: 'remote', url, account, keystore }
}

function passphraseOf({
  SALUS_ORACLE_PASSPHRASE: text,
  SALUS_ORACLE_PASSPHRASE_FILE: file,
}: Values): PassphraseSource {
  if (text !== undefined && file !== undefined) {
    throw invalid('Set SALUS_ORACLE_PASSPHRASE or SALUS_ORACLE_PASSPHRASE_FILE, not both.')
  }
  return text !== undefined ? { text } : { file: required(file, 'SALUS_ORACLE_PASSPHRASE_FILE') }
}

function required(value: string | undefined, name: string): string {
  if (value !== undefined) return value
  throw invalid(`The setting ${name} is not set. See .env.example.`)
}

const invalid = (message: string) => new InvalidInputError('CONFIG_INVALID', message)
