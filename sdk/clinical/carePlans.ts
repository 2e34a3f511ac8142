import { InvalidInputError } from '../errors/index.ts'
import { type CarePlan, composeCarePlan, readCarePlan } from '../fhir/carePlan.ts'
import type { StoredRecord } from '../gateway/protocol.ts'
import { recordOfBytes } from '../gateway/recordOfBytes.ts'
import { didOf } from '../identity/did.ts'
import { type ClinicalAccess, openBundle } from './clinicalAccess.ts'
import type { PatientIdentifiers } from './patientIdentifiers.ts'

/** What its author says of a version; what is not said stays as it was in the version before. */
export type PlanChanges = Partial<
  Pick<CarePlan, 'title' | 'description' | 'activities' | 'status' | 'reports'>
> & {
  readonly start?: string | undefined
  readonly end?: string | undefined
}

/** A version that is to be replaced. */
export interface FormerPlan {
  readonly recordId: string
  readonly plan: CarePlan
}

/** Opens a version of a patient's plan. @throws InvalidInputError USAGE_INVALID of another patient; as `openBundle` */
export async function openCarePlan(
  access: ClinicalAccess,
  recordId: string,
  patient: string,
): Promise<FormerPlan> {
  const { bundle, ref } = await openBundle(access, recordId)
  if (ref.patient === patient) return { recordId, plan: readCarePlan(bundle) }
  throw new InvalidInputError('USAGE_INVALID', 'The version to be replaced is about another patient.')
}

/**
 * The next version of a plan, or the first of a new one, by the account of `access`.
 * @throws InvalidInputError USAGE_INVALID where nobody gave a title or a text
 */
export function nextVersion(
  { contracts, account }: Pick<ClinicalAccess, 'contracts' | 'account'>,
  patient: string,
  { name, birthDate }: PatientIdentifiers,
  former: FormerPlan | null,
  changes: PlanChanges,
  now = new Date(),
): CarePlan {
  const before = former?.plan
  const title = changes.title ?? before?.title
  const description = changes.description ?? before?.description
  if (title === undefined || description === undefined) {
    throw new InvalidInputError('USAGE_INVALID', 'Give the plan a --title and its --text or --text-file.')
  }
  const created = now.toISOString()
  return {
    planId: before?.planId ?? crypto.randomUUID(),
    version: (before?.version ?? 0) + 1,
    patient: { did: didOf(contracts.chainId, patient), name, birthDate },
    authorDid: didOf(contracts.chainId, account),
    created,
    status: changes.status ?? before?.status ?? 'active',
    title,
    description,
    activities: changes.activities ?? before?.activities ?? [],
    period: {
      start: changes.start ?? before?.period.start ?? created.slice(0, 10),
      end: changes.end ?? before?.period.end ?? null,
    },
    reports: changes.reports ?? before?.reports ?? [],
    replaces: former?.recordId ?? null,
  }
}

/** Hands in a version, which its author has confirmed. @throws InvalidInputError CARE_PLAN_INVALID; as `addRecord` */
export async function handInCarePlan(
  { gateway }: Pick<ClinicalAccess, 'gateway'>,
  patient: string,
  plan: CarePlan,
): Promise<StoredRecord> {
  const bytes = new TextEncoder().encode(JSON.stringify(composeCarePlan(plan)))
  const description = {
    patient,
    category: 'care-plans',
    mediaType: 'application/fhir+json',
    predecessor: plan.replaces,
  } as const
  return gateway.addRecord(await recordOfBytes(description, bytes))
}
