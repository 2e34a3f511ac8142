import {
  erasedSchema,
  loggedDisclosuresSchema,
  recordAnswerSchema,
  rekeyedSchema,
} from '../../../sdk/gateway/answers.ts'
import { recordRequestSchema } from '../../../sdk/records/recordRequest.ts'
import { requireStaffOrPatientOf } from '../../access/caller.ts'
import { listDisclosures } from '../../disclosures/listDisclosures.ts'
import { eraseRecord } from '../../records/eraseRecord.ts'
import { rekeyRecord } from '../../records/rekey.ts'
import { releaseToPerson } from '../../records/release.ts'
import { BY_SESSION, type Edge, type Server } from '../edge.ts'
import { answer, refusals } from '../openApi.ts'
import { recordParams } from './params.ts'

export function recordRoutes(server: Server, { context, guards }: Edge): void {
  server.post(
    '/v1/record-requests',
    {
      schema: {
        summary: 'Ask for the key of a record, by a signed message',
        description:
          'The signature is what authorises it. Answers and refusals are logged before anything leaves.',
        body: recordRequestSchema,
        response: {
          200: answer('The record, its key sealed for who asked.', recordAnswerSchema),
          ...refusals(400, 403, 404, 413, 415),
        },
      },
    },
    ({ body }) => releaseToPerson(context, body),
  )

  server.post(
    '/v1/records/:id/rekey',
    {
      onRequest: guards.signedIn,
      schema: {
        summary: 'Encrypt a record anew',
        description: 'For the staff and the patient. No key released so far opens what is kept from then on.',
        security: BY_SESSION,
        params: recordParams,
        response: { 200: answer('Where it lies now.', rekeyedSchema), ...refusals(400, 401, 404) },
      },
    },
    async (request) => {
      const { id } = request.params
      await requireStaffOrPatientOf(context, guards.callerOf(request), id)
      return rekeyRecord(context, id)
    },
  )

  server.delete(
    '/v1/records/:id',
    {
      onRequest: guards.signedIn,
      schema: {
        summary: 'Erase a record for good',
        description:
          'Its key, salt and envelopes are destroyed and a tombstone is anchored. For the staff and the patient.',
        security: BY_SESSION,
        params: recordParams,
        response: { 200: answer('It is erased.', erasedSchema), ...refusals(400, 401, 404) },
      },
    },
    async (request) => {
      const { id } = request.params
      await requireStaffOrPatientOf(context, guards.callerOf(request), id)
      return eraseRecord(context, id)
    },
  )

  server.get(
    '/v1/records/:id/disclosures',
    {
      onRequest: guards.signedIn,
      schema: {
        summary: 'What was disclosed of a record, with proofs',
        description: 'For the staff and the patient.',
        security: BY_SESSION,
        params: recordParams,
        response: {
          200: answer('The receipts, the oldest first.', loggedDisclosuresSchema),
          ...refusals(400, 401, 404),
        },
      },
    },
    async (request) => {
      const { id } = request.params
      await requireStaffOrPatientOf(context, guards.callerOf(request), id)
      return listDisclosures(context, id)
    },
  )
}
