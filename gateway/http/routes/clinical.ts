import { z } from 'zod'
import { hashSchema } from '../../../sdk/chain/schemas.ts'
import { PURPOSES } from '../../../sdk/consent/vocabulary.ts'
import { agreementSchema, attestationsSchema, keptSchema } from '../../../sdk/gateway/answers.ts'
import { statementMessageSchema } from '../../../sdk/gateway/protocol.ts'
import { requireClinician } from '../../access/caller.ts'
import { modelAgreement } from '../../clinical/agreement.ts'
import { listAttestations } from '../../clinical/listAttestations.ts'
import { keepStatement } from '../../clinical/statements.ts'
import { BY_SESSION, type Edge, type Server } from '../edge.ts'
import { answer, refusals } from '../openApi.ts'
import { recordParams } from './params.ts'

const seconds = z.coerce
  .number()
  .int()
  .nonnegative()
  .max(2 ** 40 - 1)

/** What clinicians make of reports. */
export function clinicalRoutes(server: Server, { context, guards }: Edge): void {
  const kinds = [
    ['attestation', 'attestations', 'What a clinician made of a report, to be kept beside it'],
    ['outcome', 'outcomes', 'What a clinician learnt after the attestation'],
  ] as const
  for (const [kind, path, summary] of kinds) {
    server.post(
      `/v1/reports/:id/${path}`,
      {
        onRequest: guards.signedIn,
        schema: {
          summary,
          description:
            'For the clinician whose commitment the chain holds, while the patient lets them read the report. Content and salt ' +
            'must give that commitment. It is kept sealed, and goes with the report.',
          security: BY_SESSION,
          params: recordParams,
          body: statementMessageSchema,
          response: { 200: answer('It is kept.', keptSchema), ...refusals(400, 401, 403, 404, 413, 415) },
        },
      },
      async (request) => {
        const clinician = await requireClinician(context, guards.callerOf(request))
        return keepStatement(context, kind, request.params.id, clinician, request.body)
      },
    )
  }

  server.get(
    '/v1/reports/:id/attestations',
    {
      onRequest: guards.signedIn,
      schema: {
        summary: 'What clinicians made of a report, and learnt later',
        description:
          'For the patient, the staff, and whom the law lets read the report for the purpose (default: that of the request).',
        security: BY_SESSION,
        params: recordParams,
        querystring: z.strictObject({ purpose: z.enum(PURPOSES).optional() }),
        response: { 200: answer('The attestations.', attestationsSchema), ...refusals(400, 401, 404) },
      },
    },
    (request) =>
      listAttestations(context, guards.callerOf(request), request.params.id, request.query.purpose),
  )

  server.get(
    '/v1/models/:version/agreement',
    {
      onRequest: guards.staff,
      schema: {
        summary: 'How often clinicians agreed with a model version over a period',
        description:
          'For the staff. Counts of reports that were attested to in the period, none where they are fewer than 20.',
        security: BY_SESSION,
        params: z.object({ version: hashSchema }),
        querystring: z.strictObject({ from: seconds, until: seconds }),
        response: { 200: answer('The counts.', agreementSchema), ...refusals(400, 401, 403) },
      },
    },
    (request) => modelAgreement(context, request.params.version, request.query),
  )
}
