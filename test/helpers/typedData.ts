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
    'string words,address patient,address grantee,bool isOrganisation,uint32 categories,uint32 purposes,uint40 start,uint40 end,uint32 generation,uint32 revision,uint40 deadline',
  ),
}
export const restrictionTypes = {
  Restriction: struct(
    'string words,uint8 restriction,address patient,address grantee,uint24 count,uint40 deadline',
  ),
}
export const optInTypes = {
  OptIn: struct('string words,address patient,uint32 generation,uint40 deadline'),
}
export const appointmentTypes = {
  Appointment: struct(
    'string words,address patient,address guardian,uint40 until,uint32 changes,uint32 generation,uint40 deadline',
  ),
}
export const dismissalTypes = {
  Dismissal: struct('string words,address patient,address guardian,uint32 count,uint40 deadline'),
}
export const cancellationTypes = {
  Cancellation: struct('string words,address patient,uint32 count,uint40 deadline'),
}
export const choiceTypes = {
  EmergencyChoice: struct(
    'string words,address patient,uint32 categories,uint32 changes,uint32 generation,uint40 deadline',
  ),
}
export const enrolmentTypes = {
  Enrolment: struct('string words,address patient,address custodianOrg,uint32 changes,uint40 deadline'),
}
export const departureTypes = {
  Departure: struct('string words,address patient,address custodianOrg,uint32 changes,uint40 deadline'),
}
export const approvalTypes = {
  ApproveMonitoring: struct(
    'string words,address patient,address requester,bytes32 modelVersion,uint8 purpose,uint8 category,bytes32 secretHash,uint40 start,uint40 end,uint32 heartbeat,uint256 nonce,uint32 generation,uint40 deadline',
  ),
}
export const endTypes = {
  EndMonitoring: struct('string words,address patient,bytes32 standingId,uint40 deadline'),
}
export const coldChainLogTypes = {
  ColdChainLog: struct(
    'bytes32 batchId,uint8 level,uint32 position,bytes32 eventHash,bytes32 modelHash,Summary summary',
  ),
  Summary: struct(
    'uint40 from,uint40 to,int16 minimum,int16 maximum,int16 meanKinetic,uint32 minutesOutside,uint32 longestGap,uint32 readings',
  ),
}
export const reportTypes = {
  Report: struct(
    'address consumer,bytes32 configDigest,bytes32 requestId,bytes32 modelVersion,bytes32 outputHash',
  ),
}

/** By {@link restriction}. */
export const restrictionWords = [
  'Stop sharing my records with this grantee',
  'Never share my records with this grantee',
  'Stop sharing my records with everyone',
  'Share nothing with anyone, not even in an emergency',
] as const
export const optInWords = 'Let me share my records again'
export const appointmentWords = 'Let this guardian grant and revoke consent for me'
export const dismissalWords = 'This guardian may no longer act for me'
export const cancellationWords = 'Give nobody else control of my consent'
export const choiceWords = 'In an emergency, show responders these categories and no others'
export const departureWords = 'This organisation may keep no new records about me'
export const endMonitoringWords = 'Stop this monitoring of my records'
export const enrolmentWords = 'Let this organisation keep records about me'

export const consentDomain = async (chain: Chain): Promise<TypedDataDomain> =>
  domain(chain, 'Salus Consent', await chain.contracts.consentRegistry.getAddress())

export const guardianshipDomain = async (chain: Chain): Promise<TypedDataDomain> =>
  domain(chain, 'Salus Guardianship', await chain.contracts.guardianship.getAddress())

export const emergencyDomain = async (chain: Chain): Promise<TypedDataDomain> =>
  domain(chain, 'Salus Emergency', await chain.contracts.emergencyAccess.getAddress())

export const recordDomain = async (chain: Chain): Promise<TypedDataDomain> =>
  domain(chain, 'Salus Records', await chain.contracts.recordRegistry.getAddress())

export const oracleDomain = async (chain: Chain): Promise<TypedDataDomain> =>
  domain(chain, 'Salus Oracle', await chain.contracts.oracleCommittee.getAddress())

export const monitoringDomain = async (chain: Chain): Promise<TypedDataDomain> =>
  domain(chain, 'Salus Monitoring', await chain.contracts.monitoring.getAddress())

export const coldChainDomain = async (chain: Chain): Promise<TypedDataDomain> =>
  domain(chain, 'Salus Cold Chain', await chain.contracts.coldChain.getAddress())

function domain(chain: Chain, name: string, verifyingContract: string): TypedDataDomain {
  return { name, version: '1', chainId: chain.chainId, verifyingContract }
}
