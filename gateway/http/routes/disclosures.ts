import {
  anchoredDisclosuresSchema,
  noticesSchema,
  patientDisclosuresSchema,
} from '../../../sdk/gateway/answers.ts'
import { requireStaffOrPatient } from '../../access/caller.ts'
import { anchorDisclosures } from '../../disclosures/anchorDisclosures.ts'
import { patientDisclosures } from '../../disclosures/patientDisclosures.ts'
import { listNotices } from '../../notices/listNotices.ts'
import { BY_SESSION, type Edge, type Server } from '../edge.ts'
import { answer, refusals } from '../openApi.ts'
import { disclosuresQuery, pageQuery, patientParams } from './params.ts'

/** What a patient is told, and what is told of them. */
export function disclosureRoutes(server: Server, { context, guards }: Edge): void {
  const ofPatient = { security: BY_SESSION, params: patientParams }

  server.get(
    '/v1/patients/:patient/disclosures',
    {
      onRequest: guards.signedIn,
      schema: {
        ...ofPatient,
        description:
          'For the patient, their controller and the staff. In either order the last id, as "after", starts the next page. "only=access" leaves out where records lie from now on, which is no disclosure to anyone. "total" counts those of all pages.',
        querystring: disclosuresQuery,
        summary: "What was disclosed of a patient's records, with proofs",
        response: { 200: answer('The receipts.', patientDisclosuresSchema), ...refusals(400, 401, 403) },
      },
    },
    async (request) => {
      const { patient } = request.params
      await requireStaffOrPatient(context, guards.callerOf(request), patient)
      const { order, after, limit, only } = request.query
      return patientDisclosures(context, patient, { order, after, limit, accessesOnly: only === 'access' })
    },
  )

  server.get(
    '/v1/patients/:patient/notices',
    {
      onRequest: guards.signedIn,
      schema: {
        ...ofPatient,
        description:
          'For the patient, their controller and the staff. The oldest first; the last id starts the next page.',
        querystring: pageQuery,
        summary: 'What a patient is told',
        response: { 200: answer('The notices.', noticesSchema), ...refusals(400, 401, 403) },
      },
    },
    async (request) => {
      const { patient } = request.params
      await requireStaffOrPatient(context, guards.callerOf(request), patient)
      return listNotices(context, patient, request.query)
    },
  )

  server.post(
    '/v1/disclosures/anchor',
    {
      onRequest: guards.staff,
      schema: {
        summary: 'Anchor what was disclosed since the last root',
        description: 'For the staff. The gateway also does so by itself.',
        security: BY_SESSION,
        response: {
          200: answer('What the new root covers.', anchoredDisclosuresSchema),
          ...refusals(401, 403),
        },
      },
    },
    () => anchorDisclosures(context),
  )
}
