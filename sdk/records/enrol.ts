import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { fields, recordDomain, type TypedDataSigner } from '../chain/typedData.ts'

const WORDS = 'Let this organisation keep records about me'
const TYPES = { Enrolment: fields('string words,address patient,address custodianOrg,uint40 deadline') }

/** A patient's consent that a custodian keeps records about them; anyone may submit it. */
export interface SignedEnrolment {
  readonly patient: string
  readonly custodianOrg: string
  readonly deadline: number
  readonly signature: string
}

export async function signEnrolment(
  contracts: Contracts,
  signer: TypedDataSigner,
  enrolment: { patient: string; custodianOrg: string; deadline: number },
): Promise<SignedEnrolment> {
  const value = { words: WORDS, ...enrolment }
  const signature = await signer.signTypedData(recordDomain(contracts), TYPES, value)
  return { ...enrolment, signature }
}

export function relayEnrolment(
  contracts: Contracts,
  { signature, ...enrolment }: SignedEnrolment,
): Promise<ContractTransactionReceipt> {
  return send(contracts.recordRegistry.enrolBySignature(enrolment, signature))
}
