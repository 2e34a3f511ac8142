import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { BlockReader } from '../../sdk/storage/blockstore.ts'
import { createAccess } from '../access/access.ts'
import type { SignInPlace } from '../access/signIn.ts'
import type { GatewayContext } from '../context.ts'
import { createMetrics, type Metrics } from '../metrics/metrics.ts'
import { limitAnswerTime } from './answerTime.ts'
import { limitBodyTime } from './bodyTime.ts'
import { answerBrokenRequests } from './brokenRequests.ts'
import { limitConnections } from './connections.ts'
import { allowPages } from './cors.ts'
import type { Edge, Server } from './edge.ts'
import { createGuards } from './guards.ts'
import { createHealthCheck } from './health.ts'
import { readJsonBodies } from './jsonBody.ts'
import { documentRoutes } from './openApi.ts'
import { limitRates } from './rateLimits.ts'
import { answerErrors, refuseUrl } from './refusals.ts'
import { checkRequests } from './requestChecks.ts'
import { activityRoute } from './routes/activity.ts'
import { batchRoutes } from './routes/batches.ts'
import { blockRoutes } from './routes/blocks.ts'
import { clinicalRoutes } from './routes/clinical.ts'
import { disclosureRoutes } from './routes/disclosures.ts'
import { epcisRoutes } from './routes/epcis.ts'
import { healthRoute } from './routes/health.ts'
import { inferenceRoutes } from './routes/inference.ts'
import { metricsRoute } from './routes/metrics.ts'
import { openApiRoute } from './routes/openApi.ts'
import { patientRecordsRoutes } from './routes/patientRecords.ts'
import { planningRoutes } from './routes/planning.ts'
import { recordRoutes } from './routes/records.ts'
import { relayRoutes } from './routes/relay.ts'
import { signInRoutes } from './routes/signIn.ts'
import { traceRoutes } from './routes/traces.ts'
import { verificationRoutes } from './routes/verification.ts'
import { type HttpSettings, httpDefaults } from './settings.ts'
import { serializerCompiler, validatorCompiler } from './validation.ts'

export interface ServerOptions {
  /** Ciphertext blocks, served to anyone as a trustless IPFS gateway does. */
  readonly blocks: BlockReader
  /** Bearer token of the custodian's own machines. */
  readonly staffToken: string
  /** Where what happens is counted. Default: counts of the HTTP server alone. */
  readonly metrics?: Metrics
  readonly settings?: Partial<HttpSettings> | undefined
}

/** Bytes of a JSON message. */
const BODY_LIMIT = 256 * 1024
/** Bytes of a request's headers. */
const HEADER_LIMIT = 16 * 1024
/** Characters of a parameter in a path. */
const LONGEST_PARAMETER = 500
/** Milliseconds between looks for connections whose time is up. */
const CONNECTION_CHECKS = 1_000

/** The HTTP face of a gateway. It parses and answers; what may happen is decided in the actions it calls. */
export function createServer(context: GatewayContext, options: ServerOptions): Server {
  const settings = { ...httpDefaults, ...options.settings }
  const { metrics = createMetrics() } = options
  const server: Server = Fastify({
    bodyLimit: BODY_LIMIT,
    // A large record takes longer than any such time; bodies have their own: see bodyTime.ts.
    requestTimeout: 0,
    keepAliveTimeout: settings.keepAliveTimeout,
    http: {
      maxHeaderSize: HEADER_LIMIT,
      headersTimeout: settings.headersTimeout,
      connectionsCheckingInterval: CONNECTION_CHECKS,
    },
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    exposeHeadRoutes: false,
    // An event hash as an eventID, percent-encoded, is longer than the usual 100.
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    clientErrorHandler: answerBrokenRequests,
    frameworkErrors: refuseUrl,
    // Of requests nothing is logged: their URLs name serial numbers of medicines.
    logger: false,
  }).withTypeProvider<ZodTypeProvider>()

  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  answerErrors(server)
  readJsonBodies(server)
  countRequests(server, metrics)
  limitBodyTime(server, settings.bodyTimeout)
  limitAnswerTime(server, settings.idleTimeout)
  setHeaders(server)
  allowPages(server, settings.origins)
  const connections = limitConnections(server, settings.maximumConnections)
  const limitAccount = limitRates(server, settings.requestsPerMinute)
  checkRequests(server)
  documentRoutes(server)

  const access = createAccess(context, options.staffToken)
  const edge: Edge = {
    context,
    access,
    guards: createGuards(context, access, limitAccount),
    blocks: options.blocks,
    metrics,
    health: createHealthCheck(context),
    connections,
    settings,
    place: () => placeOf(server, settings),
  }
  server.register(async (scope) => {
    for (const declare of ROUTES) declare(scope.withTypeProvider<ZodTypeProvider>(), edge)
  })
  return server
}

const ROUTES: readonly ((server: Server, edge: Edge) => void)[] = [
  healthRoute,
  metricsRoute,
  openApiRoute,
  signInRoutes,
  relayRoutes,
  patientRecordsRoutes,
  recordRoutes,
  disclosureRoutes,
  activityRoute,
  inferenceRoutes,
  clinicalRoutes,
  batchRoutes,
  verificationRoutes,
  traceRoutes,
  planningRoutes,
  epcisRoutes,
  blockRoutes,
]

function countRequests(server: Server, metrics: Metrics): void {
  server.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    metrics.countRequest({
      // Methods and paths that are not ours would make a label of whatever a stranger sends.
      method: routeOptions.url === undefined ? 'other' : method,
      route: routeOptions.url ?? 'other',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    })
  })
}

function setHeaders(server: Server): void {
  server.addHook('onRequest', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store')
  })
}

/** Without a public URL, where the server listens. */
function placeOf(server: Server, { publicUrl, origins }: HttpSettings): SignInPlace {
  const uri = publicUrl ?? listeningUrl(server.server.address())
  return { uri, domains: [uri, ...origins].map((url) => new URL(url).host) }
}

function listeningUrl(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string')
    throw new Error('The server does not listen on a port.')
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}
