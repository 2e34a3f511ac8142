import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { consentDomain, fields, type TypedDataSigner } from '../chain/typedData.ts'
import { encodeTerms, grantWords, type Terms } from './terms.ts'

const TYPES = {
  Grant: fields(
    'string words,address patient,address grantee,bool isOrganisation,uint32 categories,uint32 purposes,uint40 start,uint40 end,uint32 generation,uint32 revision,uint40 deadline',
  ),
}

/** Rules of a permit, in the order of `IConsentRegistry.Rule`. */
const PERMIT_ACCOUNT = 1
const PERMIT_ORGANISATION = 2

/** A grant that anyone may submit: JSON, safe to send by any channel. */
export interface SignedGrant {
  readonly patient: string
  readonly grantee: string
  readonly terms: Terms
  readonly generation: number
  readonly revision: number
  readonly deadline: number
  readonly signature: string
}

export interface GrantToSign {
  readonly patient: string
  readonly grantee: string
  readonly terms: Terms
  /** Seconds since 1970 after which the signature is worthless. */
  readonly deadline: number
}

/** Signs a grant on top of what the chain holds now. The wallet shows the terms in words. */
export async function signGrant(
  contracts: Contracts,
  signer: TypedDataSigner,
  grant: GrantToSign,
): Promise<SignedGrant> {
  const [header, permit] = await Promise.all([
    read(contracts.consentRegistry.headerOf(grant.patient)),
    read(contracts.consentRegistry.permitOf(grant.patient, grant.grantee)),
  ])
  const content = { ...grant, generation: Number(header.generation), revision: Number(permit.revision) }
  const { terms, ...rest } = content
  const signature = await signer.signTypedData(consentDomain(contracts), TYPES, {
    words: grantWords(terms),
    ...rest,
    ...encodeTerms(terms),
  })
  return { ...content, signature }
}

/** Whether the permit of now is what this grant made of the revision it names: the twin of the contract's own check. */
export async function isGranted(
  { consentRegistry }: Contracts,
  { patient, grantee, terms, generation, revision }: SignedGrant,
): Promise<boolean> {
  const permit = await read(consentRegistry.permitOf(patient, grantee))
  const { isOrganisation, ...encoded } = encodeTerms(terms)
  return (
    Number(permit.generation) === generation &&
    Number(permit.revision) === (revision + 1) % 2 ** 32 &&
    Number(permit.rule) === (isOrganisation ? PERMIT_ORGANISATION : PERMIT_ACCOUNT) &&
    Number(permit.categories) === encoded.categories &&
    Number(permit.purposes) === encoded.purposes &&
    Number(permit.start) === encoded.start &&
    Number(permit.end) === encoded.end
  )
}
