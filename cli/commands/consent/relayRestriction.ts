import type { Restriction } from '../../../sdk/consent/signedRestriction.ts'
import { type PrintedTransaction, printed } from '../../output/transaction.ts'
import type { ActingContext } from '../withChain.ts'

/** Signs a restriction and has the gateway send it. */
export async function relayRestriction(
  chain: ActingContext,
  gateway: string,
  act: { restriction: Restriction; patient: string; grantee: string | null },
): Promise<PrintedTransaction> {
  const { restrictByGateway } = await import('../../../sdk/gateway/signedActs.ts')
  const { openGateway } = await import('../../context.ts')
  const { restriction, patient, grantee } = act
  const by = { contracts: chain.own, signer: chain.wallet, gateway: openGateway(gateway) }
  return printed(await restrictByGateway(by, { restriction, patient, ...(grantee !== null && { grantee }) }))
}
