import { grantConsent } from '../../../sdk/consent/grantConsent.ts'
import { optOut, revokeAllConsents, revokeConsent } from '../../../sdk/consent/restrictConsent.ts'
import type { Terms } from '../../../sdk/consent/terms.ts'
import { gatewayClient } from '../../../sdk/gateway/client.ts'
import { type ByGateway, grantByGateway, restrictByGateway } from '../../../sdk/gateway/signedActs.ts'
import type { ActTools, Work } from '../../acts/act.ts'

/** Free: signed, and sent by a gateway, which pays. Paid: a transaction of the patient's own. */
export type Way = FreeWay | { readonly kind: 'paid' }
type FreeWay = { readonly kind: 'free'; readonly gatewayUrl: string }

/** What the sdk needs for an act that is signed free of charge. */
export const byGateway = (
  { contracts, signer, signal, relaying: onSigned }: ActTools,
  { gatewayUrl: url }: FreeWay,
): ByGateway => ({ contracts, signer, gateway: gatewayClient({ url }), signal, onSigned })

export function grantWork(patient: string, grantee: string, terms: Terms, way: Way): Work {
  return async (tools) => {
    const grant = { patient, grantee, terms }
    if (way.kind === 'free') return grantByGateway(byGateway(tools, way), grant)
    return grantConsent(tools.contracts, patient, grantee, terms)
  }
}

/** What a patient takes back: of one grantee, of everyone, or everything and for emergencies too. */
export type TakenBack =
  | { readonly restriction: 'revoke'; readonly grantee: string }
  | { readonly restriction: 'revoke-all' | 'opt-out' }

export function restrictWork(patient: string, taken: TakenBack, way: Way): Work {
  return async (tools) => {
    const { contracts } = tools
    if (way.kind === 'free') return restrictByGateway(byGateway(tools, way), { patient, ...taken })
    if (taken.restriction === 'revoke') return revokeConsent(contracts, patient, taken.grantee)
    return taken.restriction === 'opt-out'
      ? optOut(contracts, patient)
      : revokeAllConsents(contracts, patient)
  }
}
