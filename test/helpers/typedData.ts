import type { TypedDataDomain, TypedDataField } from 'ethers'
import type { Chain } from './chain.ts'

/*
 * The EIP-712 structs as a wallet sees them, written here from the contracts' documentation and not shared with the
 * sdk: where the two differ, a test must fail.
 */
const struct = (declaration: string): TypedDataField[] =>
  declaration.split(',').map((member) => {
    const [type = '', name = ''] = member.split(' ')
    return { type, name }
  })

export const grantTypes = {
  Grant: struct(
    'string words,address patient,address grantee,uint32 categories,uint32 purposes,uint40 start,uint40 end,uint32 generation,uint32 revision,uint40 deadline',
  ),
}
export const revocationTypes = {
  Revocation: struct('string words,address patient,address grantee,uint32 revocations,uint40 deadline'),
}
export const revocationOfAllTypes = {
  RevocationOfAll: struct('string words,address patient,uint32 generation,uint40 deadline'),
}
export const enrolmentTypes = {
  Enrolment: struct('string words,address patient,address custodianOrg,uint40 deadline'),
}
export const reportTypes = {
  Report: struct(
    'address consumer,bytes32 configDigest,bytes32 requestId,bytes32 modelVersion,bytes32 outputHash',
  ),
}

export const revocationWords = 'Stop sharing my records with this grantee'
export const revocationOfAllWords = 'Stop sharing my records with everyone'
export const enrolmentWords = 'Let this organisation keep records about me'

export const consentDomain = async (chain: Chain): Promise<TypedDataDomain> =>
  domain(chain, 'Salus Consent', await chain.contracts.consentRegistry.getAddress())

export const recordDomain = async (chain: Chain): Promise<TypedDataDomain> =>
  domain(chain, 'Salus Records', await chain.contracts.recordRegistry.getAddress())

export const oracleDomain = async (chain: Chain): Promise<TypedDataDomain> =>
  domain(chain, 'Salus Oracle', await chain.contracts.oracleCommittee.getAddress())

function domain(chain: Chain, name: string, verifyingContract: string): TypedDataDomain {
  return { name, version: '1', chainId: chain.chainId, verifyingContract }
}
