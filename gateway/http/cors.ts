import type { FastifyInstance } from 'fastify'
import { allowOrigins } from '../../sdk/http/node/allowOrigins.ts'

/** Headers that a page may read of an answer, and set in a request; those of EPCIS 2.0, section 12.2, among them. */
const EXPOSED =
  'retry-after, www-authenticate, link, location, gs1-epcis-version, gs1-cbv-version, gs1-next-page-token-expires'
const ALLOWED =
  'authorization, content-type, content-digest, gs1-epcis-version, gs1-cbv-version, gs1-capture-error-behaviour'

/** Lets the pages of these origins use the whole gateway. */
export const allowPages = (server: FastifyInstance, origins: readonly string[]): void =>
  allowOrigins(server, { origins, methods: 'GET, HEAD, POST, DELETE', allowed: ALLOWED, exposed: EXPOSED })
