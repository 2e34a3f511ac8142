import { z } from 'zod'
import { activityIdSchema, activitySchema } from '../../../sdk/gateway/answers.ts'
import type { Activity } from '../../../sdk/gateway/protocol.ts'
import { requireStaffOrPatient } from '../../access/caller.ts'
import type { ChainEvent, Position } from '../../index/chainEvent.ts'
import { activityOf } from '../../index/views/activity.ts'
import { BY_SESSION, type Edge, type Server } from '../edge.ts'
import { answer, refusals } from '../openApi.ts'
import { pageQuery, patientParams } from './params.ts'

export function activityRoute(server: Server, { context, guards }: Edge): void {
  server.get(
    '/v1/patients/:patient/activity',
    {
      onRequest: guards.signedIn,
      schema: {
        summary: 'What happened on chain and concerns a patient',
        description:
          'For the patient, their controller and the staff. The oldest first; the last id starts the next page. The chain ' +
          'is public; that somebody gathered it here is not.',
        security: BY_SESSION,
        params: patientParams,
        querystring: z.strictObject({ after: activityIdSchema.optional(), limit: pageQuery.shape.limit }),
        response: { 200: answer('The events.', activitySchema), ...refusals(400, 401, 403) },
      },
    },
    async (request) => {
      const { patient } = request.params
      await requireStaffOrPatient(context, guards.callerOf(request), patient)
      const { after, limit } = request.query
      const events = await activityOf(context.index, patient, after ? positionOf(after) : undefined, limit)
      return events.map(activity)
    },
  )
}

function positionOf(id: string): Position {
  const [blockNumber = 0, logIndex = 0] = id.split('-').map(Number)
  return { blockNumber, logIndex }
}

const activity = ({
  blockNumber,
  logIndex,
  time,
  transactionHash,
  contract,
  name,
  args,
}: ChainEvent): Activity => ({
  id: `${blockNumber}-${logIndex}`,
  at: new Date(time * 1000).toISOString(),
  transactionHash,
  contract,
  event: name,
  values: args,
})
