import { type ContractTransactionReceipt, ZeroAddress } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read, send } from '../chain/send.ts'
import { consentDomain, fields, type TypedDataSigner } from '../chain/typedData.ts'

/** The acts that take something away, in the order of `IConsentRegistry.Restriction`, and what the wallet shows. */
const WORDS = {
  revoke: 'Stop sharing my records with this grantee',
  deny: 'Never share my records with this grantee',
  'revoke-all': 'Stop sharing my records with everyone',
  'opt-out': 'Share nothing with anyone, not even in an emergency',
} as const

export type Restriction = keyof typeof WORDS
export const RESTRICTIONS = Object.keys(WORDS) as [Restriction, ...Restriction[]]

const TYPES = {
  Restriction: fields(
    'string words,uint8 restriction,address patient,address grantee,uint24 count,uint40 deadline',
  ),
}

/** A restriction that anyone may submit, and nobody but the patient can stop before its deadline. */
export interface SignedRestriction {
  readonly restriction: Restriction
  readonly patient: string
  /** The zero address for what concerns everyone. */
  readonly grantee: string
  readonly count: number
  readonly deadline: number
  readonly signature: string
}

export interface RestrictionToSign {
  readonly restriction: Restriction
  readonly patient: string
  readonly grantee?: string
  readonly deadline: number
}

export async function signRestriction(
  contracts: Contracts,
  signer: TypedDataSigner,
  { restriction, patient, grantee = ZeroAddress, deadline }: RestrictionToSign,
): Promise<SignedRestriction> {
  const count = await countOf(contracts, restriction, patient, grantee)
  const content = { restriction, patient, grantee, count, deadline }
  const value = { words: WORDS[restriction], ...encode(content) }
  return { ...content, signature: await signer.signTypedData(consentDomain(contracts), TYPES, value) }
}

/** Submits a patient's signed restriction. */
export function relayRestriction(
  contracts: Contracts,
  { signature, ...content }: SignedRestriction,
): Promise<ContractTransactionReceipt> {
  return send(contracts.consentRegistry.restrictBySignature(encode(content), signature))
}

/** Whether it was done: what is taken away is counted, and the signature names the count before. */
export const isRestricted = async (
  contracts: Contracts,
  { restriction, patient, grantee, count }: SignedRestriction,
): Promise<boolean> => (await countOf(contracts, restriction, patient, grantee)) !== count

const encode = (content: Omit<SignedRestriction, 'signature'>) => ({
  ...content,
  restriction: RESTRICTIONS.indexOf(content.restriction),
})

async function countOf(
  { consentRegistry }: Contracts,
  restriction: Restriction,
  patient: string,
  grantee: string,
): Promise<number> {
  if (restriction === 'revoke' || restriction === 'deny') {
    const permit = await read(consentRegistry.permitOf(patient, grantee))
    return Number(restriction === 'revoke' ? permit.revocations : permit.denials)
  }
  const header = await read(consentRegistry.headerOf(patient))
  return Number(restriction === 'revoke-all' ? header.revocations : header.optOuts)
}
