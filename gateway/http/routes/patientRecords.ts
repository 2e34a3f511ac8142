import { z } from 'zod'
import { hashSchema } from '../../../sdk/chain/schemas.ts'
import { CATEGORIES, PURPOSES } from '../../../sdk/consent/vocabulary.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { listedRecordsSchema, storedRecordSchema } from '../../../sdk/gateway/answers.ts'
import { type Caller, isPatient, isStaff, requireClinician, requireStaff } from '../../access/caller.ts'
import type { GatewayContext } from '../../context.ts'
import { ingest } from '../../records/ingest.ts'
import { listRecords } from '../../records/listRecords.ts'
import { BY_SESSION, type Edge, type Server } from '../edge.ts'
import { answer, refusals, streamed } from '../openApi.ts'
import { steadyBody } from '../upload/steadyBody.ts'
import { readUploadHeaders } from '../upload/uploadHeaders.ts'
import { patientParams } from './params.ts'

export function patientRecordsRoutes(server: Server, edge: Edge): void {
  listRoute(server, edge)
  // In a scope of its own: nowhere else is a body left unread.
  server.register(async (scope) => addRoute(scope, edge))
}

function listRoute(server: Server, { context, guards }: Edge): void {
  server.get(
    '/v1/patients/:patient/records',
    {
      onRequest: guards.signedIn,
      schema: {
        summary: "A patient's records",
        description:
          'All of them for the patient, their controller and the staff. For anyone else those that the law permits them now ' +
          'for the purpose, which must be named.',
        security: BY_SESSION,
        params: patientParams,
        querystring: z.strictObject({ purpose: z.enum(PURPOSES).optional() }),
        response: { 200: answer('The records.', listedRecordsSchema), ...refusals(400, 401) },
      },
    },
    async (request) => {
      const { patient } = request.params
      const caller = guards.callerOf(request)
      if ((await isPatient(context, caller, patient)) || (await isStaff(context, caller))) {
        return listRecords(context, patient, 'all')
      }
      const { purpose } = request.query
      if (!purpose) throw new InvalidInputError('MESSAGE_INVALID', 'Say what for: name a purpose.')
      if (caller.kind === 'machine' || !caller.scopes.includes('user/*.rs')) return []
      return listRecords(context, patient, { viewer: caller.account, purpose })
    },
  )
}

function addRoute(server: Server, { context, guards, settings }: Edge): void {
  const sizes = { maximumBytes: settings.maximumRecordBytes }
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', (_request, _payload, done) => done(null))
  server.post(
    '/v1/patients/:patient/records',
    {
      // All of it before the first byte of the body.
      onRequest: [
        guards.signedIn,
        async (request) => requireWriter(context, guards.callerOf(request), request.query),
        async ({ headers }) => {
          readUploadHeaders(headers, sizes.maximumBytes)
        },
      ],
      config: {
        isStreamed: true,
        swaggerTransform: streamed({
          description: 'The record, as it is. Its media type is the Content-Type.',
          headers: {
            'content-digest': 'The SHA-256 of the body: sha-256=:BASE64: (RFC 9530).',
            'content-length': `Bytes of the body, ${sizes.maximumBytes} at most.`,
          },
        }),
      },
      schema: {
        summary: 'Take in a record',
        description:
          'It is encrypted and stored as it comes, and anchored when size and hash are what was stated. For the staff; a care ' +
          'plan also for the clinician of this organisation who is its author, while the patient lets them have care plans.',
        security: BY_SESSION,
        params: patientParams,
        querystring: z.strictObject({ category: z.enum(CATEGORIES), predecessor: hashSchema.optional() }),
        response: {
          201: answer('It is anchored.', storedRecordSchema),
          ...refusals(400, 401, 403, 404, 408, 411, 413, 415),
        },
      },
    },
    async (request, reply) => {
      const { params, query, raw, headers } = request
      const caller = guards.callerOf(request)
      const isOfStaff = await isStaff(context, caller)
      const stored = await ingest(context, {
        ...readUploadHeaders(headers, sizes.maximumBytes),
        patient: params.patient,
        category: query.category,
        predecessor: query.predecessor ?? null,
        clinician: isOfStaff || caller.kind === 'machine' ? null : caller.account,
        content: steadyBody(raw, settings.idleTimeout),
      })
      return reply.status(201).send(stored)
    },
  )
}

/** The staff take in anything, a clinician a care plan: what else must hold of it is asked once the headers are read. */
async function requireWriter(context: GatewayContext, caller: Caller, query: unknown): Promise<void> {
  const { category } = query as { readonly category?: unknown }
  if (category === 'care-plans' && !(await isStaff(context, caller))) await requireClinician(context, caller)
  else await requireStaff(context, caller)
}
