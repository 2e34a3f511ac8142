import { requireRelayed } from '../../../sdk/chain/requireRelayed.ts'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import { grantConsent } from '../../../sdk/consent/grantConsent.ts'
import { optOut, revokeAllConsents, revokeConsent } from '../../../sdk/consent/restrictConsent.ts'
import { isGranted, signGrant } from '../../../sdk/consent/signedGrant.ts'
import { isRestricted, signRestriction } from '../../../sdk/consent/signedRestriction.ts'
import type { Terms } from '../../../sdk/consent/terms.ts'
import { gatewayClient } from '../../../sdk/gateway/client.ts'
import type { Work } from '../../acts/act.ts'

/** Free: signed, and sent by a gateway, which pays. Paid: a transaction of the patient's own. */
export type Way = { readonly kind: 'free'; readonly gatewayUrl: string } | { readonly kind: 'paid' }

/** Seconds for which a signature may be submitted. */
const HOUR = 3600

export function grantWork(patient: string, grantee: string, terms: Terms, way: Way): Work {
  return async ({ contracts, signer, signal, relaying }) => {
    if (way.kind === 'paid') return grantConsent(contracts, patient, grantee, terms)
    const deadline = await deadlineIn(contracts, HOUR)
    const signed = await signGrant(contracts, signer, { patient, grantee, terms, deadline })
    relaying()
    const sent = await gatewayClient({ url: way.gatewayUrl }).relayGrant(signed, { signal })
    const contract = contracts.deployment.contracts.consentRegistry
    return requireRelayed(contracts, { contract, isDone: () => isGranted(contracts, signed) }, sent)
  }
}

/** What a patient takes back: of one grantee, of everyone, or everything and for emergencies too. */
export type TakenBack =
  | { readonly restriction: 'revoke'; readonly grantee: string }
  | { readonly restriction: 'revoke-all' | 'opt-out' }

export function restrictWork(patient: string, taken: TakenBack, way: Way): Work {
  return async ({ contracts, signer, signal, relaying }) => {
    if (way.kind === 'paid') {
      if (taken.restriction === 'revoke') return revokeConsent(contracts, patient, taken.grantee)
      return taken.restriction === 'opt-out'
        ? optOut(contracts, patient)
        : revokeAllConsents(contracts, patient)
    }
    const deadline = await deadlineIn(contracts, HOUR)
    const signed = await signRestriction(contracts, signer, { patient, deadline, ...taken })
    relaying()
    const sent = await gatewayClient({ url: way.gatewayUrl }).relayRestriction(signed, { signal })
    const contract = contracts.deployment.contracts.consentRegistry
    return requireRelayed(contracts, { contract, isDone: () => isRestricted(contracts, signed) }, sent)
  }
}
