import { encodeTerms, type Terms } from '../../consent/terms.ts'
import type { ConsentAct, ConsentPlan } from './consentPlan.ts'
import type { ConsentState } from './consentState.ts'

/**
 * The acts that take the contract from what it holds to the plan: restrictive ones first, and nothing that is so already.
 * Whatever the plan does not name is ended,
 * and a permit that is over already is not granted.
 */
export function consentActs(plan: ConsentPlan, state: ConsentState): ConsentAct[] {
  const wanted = plan.acts.filter((act) => act.act !== 'grant' || act.terms.end > state.readAt)
  const isToOptOut = wanted.some(({ act }) => act === 'opt-out')
  const isToOptIn = state.isOptedOut && !isToOptOut
  const planned = new Set(wanted.flatMap((act) => (act.act === 'opt-out' ? [] : [act.grantee])))
  // An opt-in ends every permit by itself.
  const permits = isToOptIn ? [] : state.permits
  const revocations = permits
    .filter(({ grantee }) => !planned.has(grantee))
    .map(({ grantee }): ConsentAct => ({ act: 'revoke', grantee }))
  const lifts = state.denials
    .filter(({ address }) => !planned.has(address))
    .map(({ address }): ConsentAct => ({ act: 'lift-denial', grantee: address }))

  const isHeld = (act: ConsentAct): boolean => {
    if (act.act === 'opt-out') return state.isOptedOut
    if (act.act === 'deny') return state.denials.some(({ address }) => address === act.grantee)
    if (act.act !== 'grant') return false
    const held = permits.find(({ grantee }) => grantee === act.grantee)
    return held !== undefined && areSame(held.terms, act.terms)
  }
  const needed = wanted.filter((act) => !isHeld(act))
  return [
    ...revocations,
    ...needed.filter(({ act }) => act !== 'grant'),
    ...lifts,
    ...(isToOptIn ? [{ act: 'opt-in' } as const] : []),
    ...needed.filter(({ act }) => act === 'grant'),
  ]
}

const areSame = (one: Terms, other: Terms): boolean =>
  JSON.stringify(encodeTerms(one)) === JSON.stringify(encodeTerms(other))
