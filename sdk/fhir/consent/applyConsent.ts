import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { chainError } from '../../chain/revert.ts'
import { send } from '../../chain/send.ts'
import { encodeTerms, type Terms } from '../../consent/terms.ts'
import { InvalidInputError } from '../../errors/index.ts'
import { consentActs } from './consentActs.ts'
import { type ConsentAct, type ConsentPlan, LAST_SECOND } from './consentPlan.ts'
import { readConsentState } from './consentState.ts'

/**
 * Brings the contract from what it holds of the patient to the plan, in one transaction of the patient's controller, to
 * whom `contracts` is connected. Gives undefined where nothing is to be done.
 *
 * @throws InvalidInputError CONSENT_RESOURCE_INVALID where the consent is for another chain
 * @throws RefusedError where the contract refuses an act, the first of them; the others have landed
 */
export async function applyConsent(
  contracts: Contracts,
  plan: ConsentPlan,
): Promise<ContractTransactionReceipt | undefined> {
  if (plan.chainId !== contracts.chainId) {
    throw new InvalidInputError(
      'CONSENT_RESOURCE_INVALID',
      `Consent.patient: is on chain ${plan.chainId}, and the contracts are on chain ${contracts.chainId}.`,
    )
  }
  const acts = consentActs(plan, await readConsentState(contracts, plan.patient))
  if (acts.length === 0) return undefined
  const { consentRegistry } = contracts
  const receipt = await send(
    consentRegistry.relay(acts.flatMap((act) => encodeAct(contracts, plan.patient, act))),
  )
  for (const log of receipt.logs) {
    const event = consentRegistry.interface.parseLog(log)
    if (event?.name === 'ActFailed') throw chainError({ data: event.args.reason })
  }
  return receipt
}

/** Permits something for the last second that the contract can count, so that nothing opens if it stays. */
const NEVER: Terms = {
  categories: ['demographics'],
  purposes: ['PATRQT'],
  start: LAST_SECOND - 1,
  end: LAST_SECOND,
}

/** An act as calldata of the consent registry: one call, or two to lift a denial, which only a grant replaces. */
function encodeAct({ consentRegistry }: Contracts, patient: string, act: ConsentAct): string[] {
  const calls = consentRegistry.interface
  const grant = (grantee: string, terms: Terms) =>
    calls.encodeFunctionData('grant', [patient, grantee, encodeTerms(terms)])
  const revoke = (grantee: string) => calls.encodeFunctionData('revoke', [patient, grantee])
  switch (act.act) {
    case 'grant':
      return [grant(act.grantee, act.terms)]
    case 'deny':
      return [calls.encodeFunctionData('deny', [patient, act.grantee])]
    case 'revoke':
      return [revoke(act.grantee)]
    case 'lift-denial':
      return [grant(act.grantee, NEVER), revoke(act.grantee)]
    case 'opt-in':
      return [calls.encodeFunctionData('optIn', [patient])]
    case 'opt-out':
      return [calls.encodeFunctionData('optOut', [patient])]
  }
}
