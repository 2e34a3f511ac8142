import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { addressSchema, bytesSchema, hashSchema } from '../../sdk/chain/schemas.ts'
import { refusalSchema } from '../../sdk/gateway/answers.ts'
import { SCOPES } from '../../sdk/gateway/scopes.ts'

const schemaRegistry = z.registry<{ id?: string; [keyword: string]: unknown }>()
schemaRegistry.add(refusalSchema, { id: 'Refusal', description: 'How the gateway says no.' })
// What JSON Schema cannot be told by the schemas themselves.
schemaRegistry.add(addressSchema, {
  type: 'string',
  pattern: '^0x[0-9a-fA-F]{40}$',
  description: 'An Ethereum address.',
})
schemaRegistry.add(hashSchema, { description: '32 bytes in lower-case hexadecimal.' })
schemaRegistry.add(bytesSchema, { description: 'Bytes in lower-case hexadecimal.' })

/** How a route is documented by its schemas. */
export const transform = createJsonSchemaTransform({ schemaRegistry })
const transformObject = createJsonSchemaTransformObject({ schemaRegistry })

/** Documents every route that is registered after it, for GET /openapi.json. */
export function documentRoutes(server: FastifyInstance): void {
  server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Salus gateway',
        version: '1',
        description:
          "A custodian's server: it takes records in, keeps them encrypted, and releases their keys only when the law on " +
          'chain says so. People sign in by EIP-4361; signed messages carry their own proof and need no session.',
      },
      components: {
        securitySchemes: {
          session: {
            type: 'http',
            scheme: 'bearer',
            description: `The access token of POST /v1/sign-in. Scopes: ${SCOPES.join(', ')}.`,
          },
          machine: {
            type: 'http',
            scheme: 'bearer',
            description: "The staff token of the custodian's own machines.",
          },
          metrics: {
            type: 'http',
            scheme: 'bearer',
            description: 'The token of whoever collects metrics. Without one, this machine only.',
          },
        },
      },
    },
    transform,
    transformObject: (document) => withoutUnused(transformObject(document)),
  })
}

/** What a route that reads its own body takes: there is no schema to read it by. */
export const streamed =
  (content: {
    readonly description: string
    readonly headers: Readonly<Record<string, string>>
  }): typeof transform =>
  (route) => {
    const { schema, url } = transform(route)
    const headers = {
      type: 'object',
      required: Object.keys(content.headers),
      properties: Object.fromEntries(
        Object.entries(content.headers).map(([name, description]) => [name, { type: 'string', description }]),
      ),
    }
    const body = { type: 'string', format: 'binary', description: content.description }
    return { url, schema: { ...schema, headers, body, consumes: ['*/*'] } }
  }

/** The same schema, described in the document. */
export function described<S extends z.ZodType>(schema: S, description: string): S {
  schemaRegistry.add(schema, { description })
  return schema
}

/** An answer without a body. */
export const empty = (description: string) => described(z.undefined(), description)

/** An answer in JSON. */
export const answer = <S extends z.ZodType>(description: string, schema: S) => ({
  description,
  content: { 'application/json': { schema } },
})

const REFUSALS = {
  400: 'What was sent cannot be read.',
  401: 'No session, or one that is over.',
  403: 'The answer is no.',
  404: 'There is no such thing, or none that the caller may know of.',
  408: 'The body stood still.',
  411: 'The length of the body is missing.',
  413: 'The body is larger than this call allows.',
  415: 'The body is of a kind that is not taken.',
  429: 'Too many requests; see Retry-After.',
  500: 'The gateway failed.',
  503: 'Chain or store did not answer. Try again.',
} as const

type RefusedStatus = keyof typeof REFUSALS
type Refusals<S extends RefusedStatus> = Record<
  S | 429 | 500 | 503,
  ReturnType<typeof answer<typeof refusalSchema>>
>

/** The ways in which a route says no, besides those of every route. */
export function refusals<S extends RefusedStatus>(...statuses: S[]): Refusals<S> {
  const all: RefusedStatus[] = [...statuses, 429, 500, 503]
  return Object.fromEntries(
    all.map((status) => [status, answer(REFUSALS[status], refusalSchema)]),
  ) as Refusals<S>
}

/** The library makes one component for what is sent and one for what is answered; each document uses one of them. */
function withoutUnused<D extends object>(document: D): D {
  const text = JSON.stringify(document)
  const components = (document as { components?: { schemas?: Record<string, unknown> } }).components
  for (const name of Object.keys(components?.schemas ?? {})) {
    if (!text.includes(`"#/components/schemas/${name}"`)) delete components?.schemas?.[name]
  }
  return document
}
