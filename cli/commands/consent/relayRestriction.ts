import type { Restriction } from '../../../sdk/consent/signedRestriction.ts'
import type { PrintedTransaction } from '../../output/transaction.ts'
import type { ActingContext } from '../withChain.ts'

/** Seconds for which the signature may be submitted. */
const HOUR = 3600

/** Signs a restriction and has the gateway send it. */
export async function relayRestriction(
  chain: ActingContext,
  gateway: string,
  act: { restriction: Restriction; patient: string; grantee: string | null },
): Promise<PrintedTransaction> {
  const { deadlineIn } = await import('../../../sdk/chain/time.ts')
  const { isRestricted, signRestriction } = await import('../../../sdk/consent/signedRestriction.ts')
  const { openGateway } = await import('../../context.ts')
  const { relayed } = await import('../relayed.ts')
  const deadline = await deadlineIn(chain.contracts, HOUR)
  const { restriction, patient, grantee } = act
  const toSign = { restriction, patient, deadline, ...(grantee !== null && { grantee }) }
  const signed = await signRestriction(chain.own, chain.wallet, toSign)
  const sent = await openGateway(gateway).relayRestriction(signed)
  const contract = chain.deployment.contracts.consentRegistry
  return relayed(chain, { contract, isDone: () => isRestricted(chain.contracts, signed) }, sent)
}
