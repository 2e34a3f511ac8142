/** The contracts that a deployment consists of, besides the DID registry from its npm package, in order of name. */
export const CONTRACT_NAMES = [
  'AccreditationRegistry',
  'ColdChain',
  'ConsentRegistry',
  'DisclosureLog',
  'DrugProvenance',
  'EmergencyAccess',
  'Guardianship',
  'InferenceOracle',
  'Investigations',
  'ModelRegistry',
  'Monitoring',
  'OracleCommittee',
  'RecordRegistry',
  'ReplenishmentPlanner',
] as const

export type ContractName = (typeof CONTRACT_NAMES)[number]
