import { z } from 'zod'
import { type Deployment, parseDeployment } from '../../sdk/chain/deployment.ts'
import { addressSchema, hashSchema } from '../../sdk/chain/schemas.ts'
import { InvalidInputError, UnavailableError } from '../../sdk/errors/index.ts'
import { visible } from '../words/visible.ts'

const httpUrl = z.url({ protocol: /^https?$/ }).max(1000)
/** It stands in the midst of sentences and on buttons: nothing in it may change how they read. */
const name = z.string().min(1).max(100).transform(visible)

const schema = z.object({
  /** As `deployments/<chainId>.json` has it. */
  deployment: z.unknown(),
  /** How the network is called. */
  network: name,
  rpcUrl: httpUrl,
  /** Organisations' gateways. */
  gateways: z
    .array(
      z.object({
        name,
        url: httpUrl,
        organisation: addressSchema,
        /** What people come to it for. */
        serves: z.array(z.enum(['records', 'medicines', 'replenishment'])),
      }),
    )
    .max(100),
  /** IPFS gateways that serve ciphertext; nobody needs to trust them. */
  contentGateways: z.array(httpUrl).max(20),
  /** Whom the portal knows by name. The chain knows addresses alone. */
  directory: z
    .array(
      z.object({
        address: addressSchema,
        name,
        /** A service is an account of an organisation's own machines. */
        kind: z.enum(['person', 'organisation', 'service']),
        /** What they do, in words. */
        role: name.optional(),
      }),
    )
    .max(10_000)
    .default([]),
  /** Nodes of the oracle, for the operator's page: where they answer, and as which account they sign. */
  oracles: z
    .array(z.object({ name, url: httpUrl, signer: addressSchema }))
    .max(100)
    .default([]),
  /** Models that clinicians can ask. The chain knows versions alone, and which of them are approved. */
  models: z
    .array(z.object({ version: hashSchema, title: name }))
    .max(100)
    .default([]),
})

/** `portal.json`, which lies beside the page. Nothing in it is secret. */
export type Settings = Omit<z.infer<typeof schema>, 'deployment'> & { readonly deployment: Deployment }
export type Gateway = Settings['gateways'][number]
export type Acquaintance = Settings['directory'][number]

/** @throws InvalidInputError CONFIG_INVALID, DEPLOYMENT_INVALID; UnavailableError SERVICE_FAILED */
export async function loadSettings(): Promise<Settings> {
  const url = new URL('portal.json', document.baseURI)
  url.hash = ''
  let answer: unknown
  try {
    const response = await fetch(url, { credentials: 'omit', redirect: 'error' })
    if (!response.ok) throw new Error(`status ${response.status}`)
    answer = await response.json()
  } catch (cause) {
    throw new UnavailableError('SERVICE_FAILED', 'The settings of this page, portal.json, cannot be read.', {
      cause,
    })
  }
  return parseSettings(answer)
}

/** @throws InvalidInputError CONFIG_INVALID, DEPLOYMENT_INVALID */
export function parseSettings(json: unknown): Settings {
  const settings = schema.safeParse(json)
  if (settings.success) {
    return { ...settings.data, deployment: parseDeployment(settings.data.deployment) }
  }
  const place = settings.error.issues[0]?.path.join('.')
  throw new InvalidInputError(
    'CONFIG_INVALID',
    `The settings of this page, portal.json, are malformed at ${place}.`,
  )
}
