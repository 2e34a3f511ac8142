import {
  type BaseContract,
  type BytesLike,
  Contract,
  type ContractRunner,
  type ContractTransactionResponse,
  type InterfaceAbi,
} from 'ethers'
import { accreditationRegistryAbi } from '../abi/AccreditationRegistry.ts'
import { coldChainAbi } from '../abi/ColdChain.ts'
import { consentRegistryAbi } from '../abi/ConsentRegistry.ts'
import { disclosureLogAbi } from '../abi/DisclosureLog.ts'
import { drugProvenanceAbi } from '../abi/DrugProvenance.ts'
import { emergencyAccessAbi } from '../abi/EmergencyAccess.ts'
import { ethereumDIDRegistryAbi } from '../abi/EthereumDIDRegistry.ts'
import { guardianshipAbi } from '../abi/Guardianship.ts'
import { inferenceOracleAbi } from '../abi/InferenceOracle.ts'
import { investigationsAbi } from '../abi/Investigations.ts'
import { modelRegistryAbi } from '../abi/ModelRegistry.ts'
import { monitoringAbi } from '../abi/Monitoring.ts'
import { oracleCommitteeAbi } from '../abi/OracleCommittee.ts'
import { recordRegistryAbi } from '../abi/RecordRegistry.ts'
import { replenishmentPlannerAbi } from '../abi/ReplenishmentPlanner.ts'
import type { AccreditationRegistry } from '../abi/types/AccreditationRegistry.d.ts'
import type { ColdChain } from '../abi/types/ColdChain.d.ts'
import type { ConsentRegistry } from '../abi/types/ConsentRegistry.d.ts'
import type { DisclosureLog } from '../abi/types/DisclosureLog.d.ts'
import type { DrugProvenance } from '../abi/types/DrugProvenance.d.ts'
import type { EmergencyAccess } from '../abi/types/EmergencyAccess.d.ts'
import type { Guardianship } from '../abi/types/Guardianship.d.ts'
import type { InferenceOracle } from '../abi/types/InferenceOracle.d.ts'
import type { Investigations } from '../abi/types/Investigations.d.ts'
import type { ModelRegistry } from '../abi/types/ModelRegistry.d.ts'
import type { Monitoring } from '../abi/types/Monitoring.d.ts'
import type { OracleCommittee } from '../abi/types/OracleCommittee.d.ts'
import type { RecordRegistry } from '../abi/types/RecordRegistry.d.ts'
import type { ReplenishmentPlanner } from '../abi/types/ReplenishmentPlanner.d.ts'
import type { ContractName, Deployment } from './deployment.ts'

/** The part of ERC-1056 that Salus calls. */
export interface DidRegistry extends BaseContract {
  nonce(identity: string): Promise<bigint>
  /** Block of the latest change of the DID document, or 0. */
  changed(identity: string): Promise<bigint>
  setAttribute(
    identity: string,
    name: string,
    value: BytesLike,
    validity: number,
  ): Promise<ContractTransactionResponse>
  setAttributeSigned(
    identity: string,
    v: number,
    r: string,
    s: string,
    name: string,
    value: BytesLike,
    validity: number,
  ): Promise<ContractTransactionResponse>
}

/** The contracts of one deployment, ready to be called as one account (or as nobody, to read). */
export interface Contracts {
  readonly deployment: Deployment
  readonly chainId: bigint
  readonly runner: ContractRunner
  readonly didRegistry: DidRegistry
  readonly accreditationRegistry: AccreditationRegistry
  readonly consentRegistry: ConsentRegistry
  readonly guardianship: Guardianship
  readonly emergencyAccess: EmergencyAccess
  readonly recordRegistry: RecordRegistry
  readonly disclosureLog: DisclosureLog
  readonly modelRegistry: ModelRegistry
  readonly oracleCommittee: OracleCommittee
  readonly inferenceOracle: InferenceOracle
  readonly monitoring: Monitoring
  readonly drugProvenance: DrugProvenance
  readonly investigations: Investigations
  readonly coldChain: ColdChain
  readonly replenishmentPlanner: ReplenishmentPlanner
}

export const abis: Record<ContractName, InterfaceAbi> = {
  didRegistry: ethereumDIDRegistryAbi,
  accreditationRegistry: accreditationRegistryAbi,
  consentRegistry: consentRegistryAbi,
  guardianship: guardianshipAbi,
  emergencyAccess: emergencyAccessAbi,
  recordRegistry: recordRegistryAbi,
  disclosureLog: disclosureLogAbi,
  modelRegistry: modelRegistryAbi,
  oracleCommittee: oracleCommitteeAbi,
  inferenceOracle: inferenceOracleAbi,
  monitoring: monitoringAbi,
  drugProvenance: drugProvenanceAbi,
  investigations: investigationsAbi,
  coldChain: coldChainAbi,
  replenishmentPlanner: replenishmentPlannerAbi,
}

/** Connects every contract of `deployment` to `runner`: a provider to read, a signer to act. */
export function connectContracts(deployment: Deployment, runner: ContractRunner): Contracts {
  const connect = (name: ContractName): BaseContract =>
    new Contract(deployment.contracts[name], abis[name], runner)
  return {
    deployment,
    chainId: BigInt(deployment.chainId),
    runner,
    didRegistry: connect('didRegistry') as DidRegistry,
    accreditationRegistry: connect('accreditationRegistry') as AccreditationRegistry,
    consentRegistry: connect('consentRegistry') as ConsentRegistry,
    guardianship: connect('guardianship') as Guardianship,
    emergencyAccess: connect('emergencyAccess') as EmergencyAccess,
    recordRegistry: connect('recordRegistry') as RecordRegistry,
    disclosureLog: connect('disclosureLog') as DisclosureLog,
    modelRegistry: connect('modelRegistry') as ModelRegistry,
    oracleCommittee: connect('oracleCommittee') as OracleCommittee,
    inferenceOracle: connect('inferenceOracle') as InferenceOracle,
    monitoring: connect('monitoring') as Monitoring,
    drugProvenance: connect('drugProvenance') as DrugProvenance,
    investigations: connect('investigations') as Investigations,
    coldChain: connect('coldChain') as ColdChain,
    replenishmentPlanner: connect('replenishmentPlanner') as ReplenishmentPlanner,
  }
}
