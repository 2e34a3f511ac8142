import { z } from 'zod'
import { RefusedError } from '../../../sdk/errors/index.ts'
import {
  alertKeyAnswerSchema,
  announcedSchema,
  keyAnswerSchema,
  reportRecordSchema,
  standingAnnouncedSchema,
} from '../../../sdk/gateway/answers.ts'
import { inferenceRequestMessageSchema, standingRequestMessageSchema } from '../../../sdk/gateway/protocol.ts'
import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import { keyRequestSchema } from '../../../sdk/inference/keyRequest.ts'
import { announceRequest } from '../../inference/announceRequest.ts'
import { deliverReport } from '../../inference/deliverReport.ts'
import { releaseToNode } from '../../inference/releaseToNode.ts'
import { announceStanding } from '../../monitoring/announceStanding.ts'
import { releaseForAlert } from '../../monitoring/releaseForAlert.ts'
import type { Edge, Server } from '../edge.ts'
import { answer, described, refusals } from '../openApi.ts'
import { recordParams } from './params.ts'

export function inferenceRoutes(server: Server, { context }: Edge): void {
  server.post(
    '/v1/inference-requests',
    {
      schema: {
        summary: 'Hand in the content of a request on chain, for the committee',
        description: 'Knowing the secret is what authorises it.',
        body: inferenceRequestMessageSchema,
        response: { 200: answer('It is kept.', announcedSchema), ...refusals(400, 403, 404, 413, 415) },
      },
    },
    ({ body }) => announceRequest(context, body.request, body.secret),
  )

  server.post(
    '/v1/key-requests',
    {
      schema: {
        summary: 'As a node of the committee: ask for the key of a record, by a signed message',
        body: keyRequestSchema,
        response: {
          200: answer('The record, its key and the request secret, sealed for the node.', keyAnswerSchema),
          ...refusals(400, 403, 404, 413, 415),
        },
      },
    },
    ({ body }) => releaseToNode(context, body),
  )

  server.post(
    '/v1/standing-requests',
    {
      schema: {
        summary: 'Hand in a standing request that the patient approved, for the committee',
        description: 'Knowing the secret is what authorises it.',
        body: standingRequestMessageSchema,
        response: { 200: answer('It is kept.', standingAnnouncedSchema), ...refusals(400, 403, 413, 415) },
      },
    },
    ({ body }) => announceStanding(context, body.standing, body.secret),
  )

  server.post(
    '/v1/alert-key-requests',
    {
      schema: {
        summary:
          'As a node of the committee: ask for the key of a new record that a standing request watches',
        description:
          'The id in the signed message is that of the alert: keccak256(standing id, record id). The monitoring must be on.',
        body: keyRequestSchema,
        response: {
          200: answer('The record, its key and the secret, sealed for the node.', alertKeyAnswerSchema),
          ...refusals(400, 403, 404, 413, 415),
        },
      },
    },
    ({ body }) => releaseForAlert(context, body),
  )

  server.post(
    '/v1/reports/:id',
    {
      schema: {
        summary: 'Hand in a landed report, to be kept as a record',
        description:
          'Of a request, or of an alert. Anyone may: only the bytes whose hash a quorum put on chain are taken.',
        params: recordParams,
        // Taken as it is, for the same reason.
        body: described(z.unknown(), 'The report that the quorum signed.'),
        response: { 200: answer('Where it is kept.', reportRecordSchema), ...refusals(400, 403, 413, 415) },
      },
    },
    ({ params, body }) => deliverReport(context, params.id, body as ClinicalReport),
  )

  server.get(
    '/v1/reports/:id',
    {
      schema: {
        summary: 'Where the report of a request is kept',
        description: 'It is read like any other record.',
        params: recordParams,
        response: { 200: answer('The record.', reportRecordSchema), ...refusals(400, 404) },
      },
    },
    async ({ params }) => {
      const report = context.store.findReport(params.id)
      if (report?.isAnchored) return { requestId: params.id, recordId: report.recordId }
      throw new RefusedError('RECORD_NOT_FOUND', `No report of the request ${params.id} is kept here yet.`)
    },
  )
}
