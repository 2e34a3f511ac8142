import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read, send } from '../chain/send.ts'
import { consentDomain, fields, type TypedDataSigner } from '../chain/typedData.ts'

const WORDS = 'Stop sharing my records with this grantee'
const TYPES = {
  Revocation: fields('string words,address patient,address grantee,uint32 revocations,uint40 deadline'),
}

/** A revocation that anyone may submit. */
export interface SignedRevocation {
  readonly patient: string
  readonly grantee: string
  readonly revocations: number
  readonly deadline: number
  readonly signature: string
}

/** Signs a revocation. Nobody but the patient can stop it before its deadline. */
export async function signRevocation(
  contracts: Contracts,
  signer: TypedDataSigner,
  revocation: { patient: string; grantee: string; deadline: number },
): Promise<SignedRevocation> {
  const permit = await read(contracts.consentRegistry.permitOf(revocation.patient, revocation.grantee))
  const content = { ...revocation, revocations: Number(permit.revocations) }
  const signature = await signer.signTypedData(consentDomain(contracts), TYPES, { words: WORDS, ...content })
  return { ...content, signature }
}

/** Submits a patient's signed revocation. */
export function relayRevocation(
  contracts: Contracts,
  revocation: SignedRevocation,
): Promise<ContractTransactionReceipt> {
  const { signature, ...content } = revocation
  return send(contracts.consentRegistry.revokeBySignature(content, signature))
}
