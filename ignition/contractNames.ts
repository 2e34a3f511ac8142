/** The contracts that a deployment consists of, besides the DID registry from its npm package, in order of name. */
export const CONTRACT_NAMES = [
  'AccreditationRegistry',
  'ConsentRegistry',
  'DisclosureLog',
  'EmergencyAccess',
  'Guardianship',
  'InferenceOracle',
  'ModelRegistry',
  'Monitoring',
  'OracleCommittee',
  'RecordRegistry',
] as const

export type ContractName = (typeof CONTRACT_NAMES)[number]
