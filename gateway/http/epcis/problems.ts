import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { challenge, describe } from '../refusals.ts'

/** How an EPCIS repository says no: RFC 7807 with the exceptions of EPCIS 2.0, section 12.4. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  /** The stable code of this program. */
  code: z.string(),
})

/** What a route of this scope says of a size, and of a wrong message: captures and queries have their own words. */
export type Subject = 'capture' | 'query'

/** Answers every error of a scope as a problem, as `answerErrors` does for others. */
export function answerProblems(scope: FastifyInstance): void {
  scope.setErrorHandler((error, request, reply) => {
    const { status, body } = describe(error)
    if (status === 401) challenge(request, reply)
    const subject = request.routeOptions.config.subject ?? 'query'
    const [exception, title] = exceptionOf(status, body.code, subject)
    const problem = {
      type: `epcisException:${exception}`,
      title,
      status,
      detail: body.message,
      code: body.code,
    }
    return reply.status(status).type(PROBLEM).send(JSON.stringify(problem))
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Default: query. */
    readonly subject?: Subject
  }
}

const PROBLEM = 'application/problem+json'

function exceptionOf(status: number, code: string, subject: Subject): readonly [name: string, title: string] {
  if (status === 413) {
    return subject === 'capture'
      ? ['CaptureLimitExceededException', 'The document is too large']
      : ['QueryTooLargeException', 'The answer is too large']
  }
  if (status === 400 && code === 'EPCIS_QUERY_INVALID')
    return ['QueryParameterException', 'The query is malformed']
  return EXCEPTIONS[status] ?? ['ImplementationException', 'The repository cannot answer']
}

const EXCEPTIONS: Readonly<Record<number, readonly [name: string, title: string]>> = {
  400: ['ValidationException', 'The message is malformed'],
  401: ['SecurityException', 'Unauthorised request'],
  403: ['SecurityException', 'Access to the resource is forbidden'],
  404: ['NoSuchResourceException', 'There is no such resource'],
  406: ['NotAcceptableException', 'Conflicting request and response headers'],
  409: ['ResourceAlreadyExistsException', 'The resource exists already'],
  415: ['UnsupportedMediaTypeException', 'The media type is not taken'],
}

const DESCRIPTIONS = {
  400: 'What was sent cannot be read.',
  401: 'No session, or one that is over.',
  403: 'The answer is no.',
  404: 'There is no such thing, or none that the caller may know of.',
  406: 'No answer of the kind that was asked for.',
  409: 'There is one of this name already.',
  413: 'It is larger than this call allows.',
  415: 'The body is of a kind that is not taken.',
  429: 'Too many requests; see Retry-After.',
  500: 'The gateway failed.',
  503: 'Chain or store did not answer. Try again.',
} as const

type ProblemStatus = keyof typeof DESCRIPTIONS
interface ProblemAnswer {
  readonly description: string
  readonly content: { readonly 'application/problem+json': { readonly schema: typeof problemSchema } }
}

/** The ways in which a route says no, besides those of every route. */
export function problems<S extends ProblemStatus>(
  ...statuses: S[]
): Record<S | 406 | 429 | 500 | 503, ProblemAnswer> {
  const all: ProblemStatus[] = [...statuses, 406, 429, 500, 503]
  const answers = all.map((status) => [
    status,
    { description: DESCRIPTIONS[status], content: { [PROBLEM]: { schema: problemSchema } } },
  ])
  return Object.fromEntries(answers) as Record<S | 406 | 429 | 500 | 503, ProblemAnswer>
}
