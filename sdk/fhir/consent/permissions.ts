import { categoryMask, PURPOSES, purposeMask } from '../../consent/vocabulary.ts'
import type { ConsentPlan } from './consentPlan.ts'
import { type Accreditation, type ConsentRule, isConcerned, PERSONAL_PURPOSES } from './patientConsent.ts'

/** The categories permitted for each purpose, as masks, in the order of `PURPOSES`. */
export type Permissions = readonly number[]

/** Someone who may ask. Undefined stands for any account, or organisation, that a consent does not name. */
export interface Asker {
  readonly grantee: string | undefined
  readonly accreditation:
    | { readonly organisation: string | undefined; readonly isClinician: boolean }
    | undefined
}

export const isPersonal = (purpose: number): boolean => (PERSONAL_PURPOSES & (1 << purpose)) !== 0
export const isNothing = (permissions: Permissions): boolean =>
  permissions.every((categories) => categories === 0)
export const isSame = (one: Permissions, other: Permissions): boolean =>
  one.every((categories, purpose) => categories === other[purpose])

const NOTHING: Permissions = PURPOSES.map(() => 0)

/** Everything that the resource permits `asker` at a time: the same meaning as `evaluateConsent`, over whole sets. */
export function permittedByRule(rule: ConsentRule | undefined, asker: Asker, at: number): Permissions {
  const permitted = rule ? split(rule, asker, at).permitted : NOTHING
  return asker.accreditation ? permitted : permitted.map((mask, purpose) => (isPersonal(purpose) ? mask : 0))
}

interface Split {
  readonly permitted: Permissions
  readonly denied: Permissions
}

function split(rule: ConsentRule, asker: Asker, at: number): Split {
  if (at < rule.start || at >= rule.end || !concerns(rule, asker))
    return { permitted: NOTHING, denied: NOTHING }
  const exceptions = rule.rules.map((nested) => split(nested, asker, at))
  const permitted: number[] = []
  const denied: number[] = []
  PURPOSES.forEach((_, purpose) => {
    const within = rule.purposes & (1 << purpose) ? rule.categories : 0
    const union = (side: keyof Split) =>
      exceptions.reduce((mask, each) => mask | (each[side][purpose] ?? 0), 0)
    const deniedInside = within & union('denied')
    const permittedInside = within & union('permitted') & ~deniedInside
    const rest = within & ~deniedInside & ~permittedInside
    permitted.push(permittedInside | (rule.type === 'permit' ? rest : 0))
    denied.push(deniedInside | (rule.type === 'deny' ? rest : 0))
  })
  return { permitted, denied }
}

function concerns({ actors, type }: ConsentRule, { grantee, accreditation }: Asker): boolean {
  // An organisation that nobody names equals no actor's.
  const held: Accreditation | undefined = accreditation && {
    organisation: accreditation.organisation ?? '',
    isClinician: accreditation.isClinician,
  }
  return actors?.some((actor) => isConcerned(actor, type, grantee, held)) ?? true
}

/** Everything that the contract permits `asker` at a time after these acts: the twin of `ConsentRegistry._decide`. */
export function permittedByPlan({ acts }: ConsentPlan, asker: Asker, at: number): Permissions {
  const { grantee, accreditation } = asker
  const actOn = (address: string | undefined) =>
    acts.find((act) => act.act !== 'opt-out' && address !== undefined && act.grantee === address)
  if (acts.some(({ act }) => act === 'opt-out')) return NOTHING
  const own = actOn(grantee)
  const shared = actOn(accreditation?.organisation)
  if (own?.act === 'deny' || shared?.act === 'deny') return NOTHING
  return PURPOSES.map((_, purpose) => {
    let categories = 0
    if (own?.act === 'grant' && !own.terms.isOrganisation) categories |= allowed(own.terms, purpose, at)
    if (isPersonal(purpose)) return categories
    if (!accreditation) return 0
    if (shared?.act === 'grant' && shared.terms.isOrganisation && accreditation.isClinician) {
      categories |= allowed(shared.terms, purpose, at)
    }
    return categories
  })
}

type PlanTerms = Extract<ConsentPlan['acts'][number], { act: 'grant' }>['terms']

const allowed = (terms: PlanTerms, purpose: number, at: number): number =>
  at >= terms.start && at < terms.end && purposeMask(terms.purposes) & (1 << purpose)
    ? categoryMask(terms.categories)
    : 0
