import { categoriesIn, PURPOSES, purposesIn } from '../../consent/vocabulary.ts'
import { type ConsentPlan, type GrantAct, LAST_SECOND, type PlannedAct } from './consentPlan.ts'
import {
  ALL_CATEGORIES,
  ALL_PURPOSES,
  type ConsentActor,
  type ConsentRule,
  END_OF_TIME,
  type PatientConsent,
  rulesOf,
} from './patientConsent.ts'
import {
  type Asker,
  isNothing,
  isPersonal,
  isSame,
  type Permissions,
  permittedByPlan,
  permittedByRule,
} from './permissions.ts'
import { refusal } from './refusal.ts'
import { consentLimits } from './schemas.ts'

interface Period {
  readonly start: number
  readonly end: number
}

const NOT_ACCREDITED = undefined
const ELSEWHERE = { organisation: undefined, isClinician: false }

/**
 * The acts after which the contract answers every question from the second `from` on as `evaluateConsent` does, for
 * a patient of whom the chain holds nothing else. The acts are proposed from what each grantee may do and then compared
 * with the resource for every kind of asker, every moment at which something changes, every category and purpose.
 *
 * A deny of a grantee without further conditions becomes a denial on chain, and a deny of everyone an opt-out: these
 * hold in emergencies too. Any other deny narrows permits.
 *
 * @throws InvalidInputError CONSENT_RESOURCE_INVALID where no acts do exactly that, with the provision at fault
 */
export function compileConsent(consent: PatientConsent, from: number): ConsentPlan {
  const { chainId, patient, rule } = consent
  if (!rule) return { chainId, patient, acts: [] }
  const actors = actorsOf(rule)
  const periods = periodsOf(rule, from)
  const askers = askersOf(actors)
  const acts = actors.flatMap((actor): PlannedAct[] => {
    if (isDenied(rule, actor, askers, periods, from)) return [{ act: 'deny', grantee: actor.address }]
    const grant = grantOf(rule, actor, periods)
    return grant ? [grant] : []
  })
  if (isOptOut(rule, from)) acts.push({ act: 'opt-out' })
  const plan = { chainId, patient, acts }
  requireSame(rule, plan, askers, periods)
  return plan
}

/** Everyone whom the rules name, once. */
function actorsOf(rule: ConsentRule): ConsentActor[] {
  const byAddress = new Map<string, ConsentActor>()
  for (const { actors = [], path } of rulesOf(rule)) {
    for (const actor of actors) {
      const known = byAddress.get(actor.address)
      if (known && known.kind !== actor.kind) {
        throw refusal(`${path}.actor`, `${actor.address} is named as an account and as an organisation.`)
      }
      byAddress.set(actor.address, actor)
    }
  }
  if (byAddress.size > consentLimits.actors) {
    throw refusal(rule.path, `${byAddress.size} actors are named; at most ${consentLimits.actors} can be.`)
  }
  return [...byAddress.values()]
}

/** The spans of time, from `from` on, within which no answer changes. */
function periodsOf(rule: ConsentRule, from: number): Period[] {
  const bounds = rulesOf(rule).flatMap(({ start, end }) => [start, end])
  const moments = [...new Set([0, END_OF_TIME, ...bounds])]
    .filter((moment) => moment >= 0 && moment <= END_OF_TIME)
    .sort((one, other) => one - other)
  return moments
    .map((start, index) => ({ start, end: moments[index + 1] ?? start }))
    .filter(({ start, end }) => start < end && end > from)
}

/** One of every kind of asker that the rules can tell apart: each named account and another one, in each role. */
function askersOf(actors: readonly ConsentActor[]): Asker[] {
  const named = (kind: ConsentActor['kind']) =>
    actors.filter((actor) => actor.kind === kind).map(({ address }) => address)
  const accreditations = [...named('organisation'), undefined].flatMap((organisation) => [
    { organisation, isClinician: false },
    { organisation, isClinician: true },
  ])
  return [...named('account'), undefined].flatMap((grantee) =>
    [NOT_ACCREDITED, ...accreditations].map((accreditation) => ({ grantee, accreditation })),
  )
}

const isAsker = (actor: ConsentActor, { grantee, accreditation }: Asker): boolean =>
  actor.address === (actor.kind === 'account' ? grantee : accreditation?.organisation)

/** Whether a rule denies `actor` without further conditions, and nothing permits it anything. */
function isDenied(
  rule: ConsentRule,
  actor: ConsentActor,
  askers: readonly Asker[],
  periods: readonly Period[],
  from: number,
): boolean {
  const isNamed = rulesOf(rule).some(
    (each) =>
      each.isStated &&
      each.type === 'deny' &&
      each.rules.length === 0 &&
      hasNoConditions(each, from) &&
      each.actors?.some(({ address }) => address === actor.address),
  )
  return (
    isNamed &&
    askers
      .filter((asker) => isAsker(actor, asker))
      .every((asker) => periods.every(({ start }) => isNothing(permittedByRule(rule, asker, start))))
  )
}

/** Whether a deny without any condition stands where it meets every question. */
function isOptOut(rule: ConsentRule, from: number): boolean {
  if (rule.actors !== undefined || !hasNoConditions(rule, from)) return false
  const isDenyAlone = rule.isStated && rule.type === 'deny' && rule.rules.length === 0
  return isDenyAlone || rule.rules.some((nested) => isOptOut(nested, from))
}

const hasNoConditions = ({ start, end, categories, purposes }: ConsentRule, from: number): boolean =>
  start <= from && end === END_OF_TIME && categories === ALL_CATEGORIES && purposes === ALL_PURPOSES

/** The one permit that holds what the rules permit `actor`, if they permit it anything. */
function grantOf(rule: ConsentRule, actor: ConsentActor, periods: readonly Period[]): GrantAct | undefined {
  const isOrganisation = actor.kind === 'organisation'
  const asker: Asker = isOrganisation
    ? { grantee: undefined, accreditation: { organisation: actor.address, isClinician: true } }
    : { grantee: actor.address, accreditation: ELSEWHERE }
  const spans = periods.map((period) => ({
    ...period,
    permitted: permittedByRule(rule, asker, period.start),
  }))
  const first = spans.find(({ permitted }) => !isNothing(permitted))
  const last = spans.findLast(({ permitted }) => !isNothing(permitted))
  if (!first || !last) return undefined

  const at = pathOf(rule, actor)
  const within = spans.slice(spans.indexOf(first), spans.indexOf(last) + 1)
  if (!within.every(({ permitted }) => isSame(permitted, first.permitted))) {
    throw refusal(
      at,
      `${actor.address} may do different things at different times; one permit has one period.`,
    )
  }
  const { categories, purposes } = boxOf(first.permitted, at, actor)
  if (isOrganisation && PURPOSES.some((_, purpose) => purposes & (1 << purpose) && isPersonal(purpose))) {
    throw refusal(
      `${at}.purpose`,
      'an organisation cannot be permitted PATRQT or FAMRQT, which are for a person whom the patient names; list other purposes.',
    )
  }
  const terms = {
    isOrganisation,
    categories: categoriesIn(categories),
    purposes: purposesIn(purposes),
    start: first.start,
    end: last.end === END_OF_TIME ? LAST_SECOND : last.end,
  }
  return { act: 'grant', grantee: actor.address, terms }
}

/** The categories and the purposes of permissions that are the same for every purpose that has any. */
function boxOf(permitted: Permissions, at: string, actor: ConsentActor) {
  const categories = permitted.reduce((all, mask) => all | mask, 0)
  let purposes = 0
  permitted.forEach((mask, purpose) => {
    if (mask !== 0 && mask !== categories) {
      throw refusal(
        at,
        `${actor.address} may use other categories for ${PURPOSES[purpose]} than for another purpose; one permit has the same for all.`,
      )
    }
    if (mask !== 0) purposes |= 1 << purpose
  })
  return { categories, purposes }
}

function requireSame(
  rule: ConsentRule,
  plan: ConsentPlan,
  askers: readonly Asker[],
  periods: readonly Period[],
): void {
  for (const asker of askers) {
    for (const { start } of periods) {
      const meant = permittedByRule(rule, asker, start)
      if (isSame(meant, permittedByPlan(plan, asker, start))) continue
      throw mismatch(rule, asker, meant)
    }
  }
}

function mismatch(rule: ConsentRule, { grantee, accreditation }: Asker, meant: Permissions) {
  const organisation = accreditation?.organisation
  const permit = rulesOf(rule).find(({ type, actors }) => type === 'permit' && !actors)
  if (grantee === undefined && organisation === undefined && !isNothing(meant)) {
    return refusal(
      permit?.path ?? rule.path,
      'permits everyone something; a permit on chain names its grantee as actor.',
    )
  }
  const actor = {
    kind: grantee ? 'account' : 'organisation',
    address: grantee ?? organisation ?? '',
  } as const
  const who = grantee && organisation ? `${grantee} as a member of ${organisation}` : actor.address
  return refusal(
    pathOf(rule, actor),
    `what ${who} may do cannot be put on chain: a permit or deny there does not depend on membership, and a part that is denied to a member is still in the permit of the organisation. Deny the grantee altogether, or narrow the permit.`,
  )
}

/** The innermost rule that names `actor`, or the root. */
function pathOf(rule: ConsentRule, actor: ConsentActor): string {
  const naming = rulesOf(rule).filter(({ actors }) =>
    actors?.some(({ address }) => address === actor.address),
  )
  return (naming.at(-1) ?? rule).path
}
