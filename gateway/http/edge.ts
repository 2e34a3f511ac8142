import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { BlockReader } from '../../sdk/storage/blockstore.ts'
import type { Access } from '../access/access.ts'
import type { SignInPlace } from '../access/signIn.ts'
import type { GatewayContext } from '../context.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Connections } from './connections.ts'
import type { Guards } from './guards.ts'
import type { HealthCheck } from './health.ts'
import type { HttpSettings } from './settings.ts'

/** A server whose routes are declared with zod schemas. */
export type Server = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** What routes work with. */
export interface Edge {
  readonly context: GatewayContext
  readonly access: Access
  readonly guards: Guards
  readonly blocks: BlockReader
  readonly metrics: Metrics
  readonly health: HealthCheck
  readonly connections: Connections
  readonly settings: HttpSettings
  /** Where people sign in to. */
  readonly place: () => SignInPlace
}

/** Who may call a route that needs a session. */
export const BY_SESSION: { readonly [scheme: string]: readonly string[] }[] = [
  { session: [] },
  { machine: [] },
]
