import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import registry from 'ethr-did-registry'

const { abi, bytecode } = registry.EthereumDIDRegistry

/**
 * Every contract of Salus, in the order in which they need each other.
 *
 * Parameters: `authority` (default: the deployer) may accredit, approve models and configure the committee;
 * `announcementDelay` (seconds, default 0, for local chains) is how long new oracles, responders, signers and
 * models wait before they count; `disclosureAge` (seconds, default 3600) is how old a disclosure may be when it is
 * anchored without being shown as late; `undoWindow` (seconds, default 864000: ten days, Delegated Regulation (EU)
 * 2016/161, article 13) is how long a dispenser can undo. A public deployment sets the first two.
 */
export default buildModule('Salus', (module) => {
  const authority = module.getParameter('authority', module.getAccount(0))
  const announcementDelay = module.getParameter('announcementDelay', 0)
  const disclosureAge = module.getParameter('disclosureAge', 3600)
  const undoWindow = module.getParameter('undoWindow', 864_000)

  const didRegistry = module.contract('EthereumDIDRegistry', {
    _format: 'hh3-artifact-1',
    contractName: 'EthereumDIDRegistry',
    sourceName: 'EthereumDIDRegistry.sol',
    abi,
    bytecode,
    deployedBytecode: '0x',
    linkReferences: {},
    deployedLinkReferences: {},
    immutableReferences: {},
  })
  const accreditationRegistry = module.contract('AccreditationRegistry', [authority, announcementDelay])
  const consentRegistry = module.contract('ConsentRegistry', [accreditationRegistry])
  const guardianship = module.contractAt('Guardianship', module.staticCall(consentRegistry, 'guardianship'))
  const emergencyAccess = module.contractAt(
    'EmergencyAccess',
    module.staticCall(consentRegistry, 'emergencyAccess'),
  )
  const recordRegistry = module.contract('RecordRegistry', [accreditationRegistry, consentRegistry])
  const disclosureLog = module.contract('DisclosureLog', [accreditationRegistry, disclosureAge])
  const modelRegistry = module.contract('ModelRegistry', [accreditationRegistry])
  const oracleCommittee = module.contract('OracleCommittee', [accreditationRegistry])
  const inferenceOracle = module.contract('InferenceOracle', [
    accreditationRegistry,
    consentRegistry,
    recordRegistry,
    modelRegistry,
    oracleCommittee,
  ])
  const monitoring = module.contract('Monitoring', [
    accreditationRegistry,
    consentRegistry,
    modelRegistry,
    oracleCommittee,
  ])
  const drugProvenance = module.contract('DrugProvenance', [
    accreditationRegistry,
    oracleCommittee,
    modelRegistry,
    undoWindow,
  ])
  const investigations = module.contractAt(
    'Investigations',
    module.staticCall(drugProvenance, 'investigations'),
  )
  const coldChain = module.contractAt('ColdChain', module.staticCall(drugProvenance, 'coldChain'))

  const replenishmentPlanner = module.contract('ReplenishmentPlanner', [
    accreditationRegistry,
    oracleCommittee,
    modelRegistry,
    drugProvenance,
  ])

  return {
    didRegistry,
    accreditationRegistry,
    emergencyAccess,
    consentRegistry,
    guardianship,
    recordRegistry,
    disclosureLog,
    modelRegistry,
    oracleCommittee,
    inferenceOracle,
    monitoring,
    drugProvenance,
    investigations,
    coldChain,
    replenishmentPlanner,
  }
})
