import { z } from 'zod'
import { InvalidInputError, RefusedError } from '../../../sdk/errors/index.ts'
import { captureJobSchema, captureJobsSchema } from '../../../sdk/gateway/epcisAnswers.ts'
import type { CaptureJobAnswer } from '../../../sdk/gateway/epcisProtocol.ts'
import type { ErrorBehaviour } from '../../epcis/capture/readDocument.ts'
import { captureLimits } from '../../epcis/limits.ts'
import { sizeOfPage, textOf } from '../../epcis/query/queryEvents.ts'
import type { CaptureJob } from '../../epcis/store/epcisStore.ts'
import { BY_SESSION, type Edge, type Server } from '../edge.ts'
import { answer, empty } from '../openApi.ts'
import { takeDocuments, takesDocument } from './documentBody.ts'
import { linkNext } from './lists.ts'
import { problems } from './problems.ts'

const pageQuery = z.strictObject({ perPage: z.string().optional(), nextPageToken: z.string().optional() })

export function captureRoutes(server: Server, edge: Edge): void {
  // In a scope of its own: nowhere else does a body come as bytes.
  server.register(async (scope) => captureRoute(scope, edge))
  const { context, guards } = edge

  server.get(
    '/epcis/capture',
    {
      onRequest: guards.staff,
      schema: {
        summary: 'Capture jobs, the newest first',
        description: 'For the staff.',
        security: BY_SESSION,
        querystring: pageQuery,
        response: { 200: answer('The jobs.', captureJobsSchema), ...problems(400, 401, 403) },
      },
    },
    async (request, reply) => {
      const { perPage, nextPageToken } = request.query
      const { store, tokens } = context.epcis
      const limit = sizeOfPage(perPage)
      const [before = Number.MAX_SAFE_INTEGER] =
        nextPageToken === undefined ? [] : tokens.open(JOBS, textOf(nextPageToken))
      const jobs = store.listJobs(before, limit + 1)
      const page = jobs.slice(0, limit)
      const last = page.at(-1)
      linkNext(request, reply, last && jobs.length > limit ? tokens.issue(JOBS, [last.number]) : undefined)
      return page.map(jobAnswer)
    },
  )

  server.get(
    '/epcis/capture/:id',
    {
      onRequest: guards.staff,
      schema: {
        summary: 'What became of a captured document',
        description: 'For the staff.',
        security: BY_SESSION,
        params: z.object({ id: z.string().max(64) }),
        response: { 200: answer('The job.', captureJobSchema), ...problems(400, 401, 403, 404) },
      },
    },
    async ({ params }) => {
      const job = context.epcis.store.findJob(params.id)
      if (job) return jobAnswer(job)
      throw new RefusedError('EPCIS_NOT_FOUND', 'There is no such capture job.')
    },
  )
}

/** What page tokens of jobs are good for. */
const JOBS = 'capture jobs'

function captureRoute(scope: Server, { context, guards }: Edge): void {
  takeDocuments(scope)
  scope.post(
    '/epcis/capture',
    {
      onRequest: guards.staff,
      bodyLimit: captureLimits.maximumBytes,
      config: {
        subject: 'capture',
        swaggerTransform: takesDocument(
          'An EPCISDocument. GS1-Capture-Error-Behaviour says what becomes of its good events where others are bad: ' +
            'rollback (the default) or proceed.',
        ),
      },
      schema: {
        summary: 'Capture events',
        description:
          'For the staff. The document is validated first; what is no document is refused at once, what is wrong with events ' +
          'is told by the job. An event that is here already is taken as captured.',
        security: BY_SESSION,
        response: {
          202: empty('It is written down; Location names the job.'),
          ...problems(400, 401, 403, 413, 415),
        },
      },
    },
    async ({ body, headers }, reply) => {
      if (!(body instanceof Uint8Array)) throw new InvalidInputError('EPCIS_INVALID', 'The message is empty.')
      const behaviour = behaviourOf(headers['gs1-capture-error-behaviour'])
      const id = await context.epcis.captures.accept(body, behaviour)
      return reply
        .status(202)
        .header('location', `/epcis/capture/${id}`)
        .header('gs1-capture-error-behaviour', behaviour)
        .send(undefined)
    },
  )
}

function behaviourOf(header: string | string[] | undefined): ErrorBehaviour {
  if (header === undefined) return 'rollback'
  if (header === 'rollback' || header === 'proceed') return header
  throw new InvalidInputError('EPCIS_INVALID', 'GS1-Capture-Error-Behaviour is rollback or proceed.')
}

const jobAnswer = (job: CaptureJob): CaptureJobAnswer => ({
  captureID: job.id,
  createdAt: new Date(job.createdAt).toISOString(),
  ...(job.finishedAt !== null && { finishedAt: new Date(job.finishedAt).toISOString() }),
  running: job.finishedAt === null,
  success: job.succeeded,
  captureErrorBehaviour: job.behaviour,
  capturedEvents: job.captured,
  errors: job.problems.map(({ path, rule, message }) => ({
    type: 'epcisException:ValidationException',
    title: message,
    status: 400,
    detail: `${path}: ${rule}`,
  })),
})
