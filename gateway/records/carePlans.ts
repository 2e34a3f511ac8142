import { decide } from '../../sdk/consent/decide.ts'
import { DECISION_SENTENCES, isPersonAllowed } from '../../sdk/consent/decision.ts'
import type { Category } from '../../sdk/consent/vocabulary.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import type { Bundle } from '../../sdk/fhir/bundle.ts'
import { readCarePlan } from '../../sdk/fhir/carePlan.ts'
import { didOf } from '../../sdk/identity/did.ts'
import { clinicOf } from '../access/caller.ts'
import type { GatewayContext } from '../context.ts'

export const FHIR_JSON = 'application/fhir+json'
const CATEGORY: Category = 'care-plans'

/** What a clinician wants to have taken in, before its bytes are read. */
interface Offered {
  readonly clinician: string
  readonly patient: string
  readonly category: Category
  readonly mediaType: string
  readonly predecessor: string | null
}

/**
 * A clinician may hand in care plans of this organisation, for patients who let them have care plans for treatment, and
 * amend nothing else by them. @throws RefusedError NOT_ACCREDITED, CONSENT_MISSING, RECORD_NOT_FOUND
 */
export async function requirePlanAllowed(context: GatewayContext, offered: Offered): Promise<void> {
  const { contracts, custodianOrg, store } = context
  const { clinician, patient, category, mediaType, predecessor } = offered
  const isPlan = category === CATEGORY && mediaType.toLowerCase() === FHIR_JSON
  if (!isPlan || (await clinicOf(context, clinician)) !== custodianOrg) {
    throw new RefusedError(
      'NOT_ACCREDITED',
      `A clinician of this organisation may hand in care plans as ${FHIR_JSON}; all else is for the custodian's staff.`,
    )
  }
  const decision = await decide(contracts, { patient, grantee: clinician, category, purpose: 'TREAT' })
  if (!isPersonAllowed(decision)) {
    throw new RefusedError('CONSENT_MISSING', `${clinician} ${DECISION_SENTENCES[decision]} (${decision}).`)
  }
  if (predecessor === null || store.findRecord(predecessor)?.ref.category === CATEGORY) return
  throw new RefusedError(
    'RECORD_NOT_FOUND',
    `This gateway holds no care plan ${predecessor} of this patient.`,
  )
}

/**
 * A plan is in the name of the person who hands it in, and says which version it replaces.
 * @throws RefusedError NOT_ACCREDITED, MESSAGE_INVALID; InvalidInputError CARE_PLAN_INVALID
 */
export function requireOwnPlan(
  { contracts }: GatewayContext,
  bundle: Bundle,
  clinician: string,
  predecessor: string | null,
): void {
  const { authorDid, replaces } = readCarePlan(bundle)
  if (authorDid.toLowerCase() !== didOf(contracts.chainId, clinician).toLowerCase()) {
    throw new RefusedError(
      'NOT_ACCREDITED',
      'A clinician hands in care plans of their own, and of nobody else.',
    )
  }
  if (replaces === predecessor) return
  throw new RefusedError(
    'MESSAGE_INVALID',
    'The care plan must replace the record that it amends, and no other.',
  )
}
