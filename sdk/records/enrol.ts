import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read, send } from '../chain/send.ts'
import { fields, recordDomain, type TypedDataSigner } from '../chain/typedData.ts'

const WORDS = 'Let this organisation keep records about me'
const TYPES = {
  Enrolment: fields('string words,address patient,address custodianOrg,uint32 changes,uint40 deadline'),
}

/** A patient's consent that a custodian keeps records about them; anyone may submit it. */
export interface SignedEnrolment {
  readonly patient: string
  readonly custodianOrg: string
  /** The state of the enrolment that the signature builds on. */
  readonly changes: number
  readonly deadline: number
  readonly signature: string
}

export async function signEnrolment(
  contracts: Contracts,
  signer: TypedDataSigner,
  enrolment: { patient: string; custodianOrg: string; deadline: number },
): Promise<SignedEnrolment> {
  const { changes } = await read(
    contracts.recordRegistry.enrolmentOf(enrolment.patient, enrolment.custodianOrg),
  )
  const content = { ...enrolment, changes: Number(changes) }
  const value = { words: WORDS, ...content }
  return { ...content, signature: await signer.signTypedData(recordDomain(contracts), TYPES, value) }
}

export function relayEnrolment(
  contracts: Contracts,
  { signature, ...enrolment }: SignedEnrolment,
): Promise<ContractTransactionReceipt> {
  return send(contracts.recordRegistry.enrolBySignature(enrolment, signature))
}
