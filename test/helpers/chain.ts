import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import type { Contract } from 'ethers'
import { dataSlice, getAddress, keccak256, toUtf8Bytes } from 'ethers'
import hre from 'hardhat'
import salus from '../../ignition/modules/Salus.ts'
import type { AccreditationRegistry } from '../../sdk/abi/types/AccreditationRegistry.d.ts'
import type { ColdChain } from '../../sdk/abi/types/ColdChain.d.ts'
import type { ConsentRegistry } from '../../sdk/abi/types/ConsentRegistry.d.ts'
import type { DisclosureLog } from '../../sdk/abi/types/DisclosureLog.d.ts'
import type { DrugProvenance } from '../../sdk/abi/types/DrugProvenance.d.ts'
import type { EmergencyAccess } from '../../sdk/abi/types/EmergencyAccess.d.ts'
import type { Guardianship } from '../../sdk/abi/types/Guardianship.d.ts'
import type { InferenceOracle } from '../../sdk/abi/types/InferenceOracle.d.ts'
import type { Investigations } from '../../sdk/abi/types/Investigations.d.ts'
import type { ModelRegistry } from '../../sdk/abi/types/ModelRegistry.d.ts'
import type { Monitoring } from '../../sdk/abi/types/Monitoring.d.ts'
import type { OracleCommittee } from '../../sdk/abi/types/OracleCommittee.d.ts'
import type { RecordRegistry } from '../../sdk/abi/types/RecordRegistry.d.ts'
import type { ReplenishmentPlanner } from '../../sdk/abi/types/ReplenishmentPlanner.d.ts'

/** The deployed contracts, connected to the authority. */
export interface DeployedContracts {
  readonly didRegistry: Contract
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

/** Accounts of the simulated chain, by the part they play. Each holds ETH. */
export interface Accounts {
  readonly authority: HardhatEthersSigner
  readonly hospital: HardhatEthersSigner
  readonly clinician: HardhatEthersSigner
  readonly responder: HardhatEthersSigner
  readonly patient: HardhatEthersSigner
  readonly otherPatient: HardhatEthersSigner
  readonly relayer: HardhatEthersSigner
  readonly stranger: HardhatEthersSigner
  /** Four, in increasing order of address, as the committee wants its signers. */
  readonly oracles: readonly HardhatEthersSigner[]
}

export interface ChainOptions {
  /** Default 31337. Another id gives another chain with the same contract addresses. */
  readonly chainId?: number
  /** Seconds that oracles, responders, signers and models wait. Default 0. */
  readonly announcementDelay?: number
  /** Seconds after which an anchored disclosure counts as late. Default 3600. */
  readonly disclosureAge?: number
  /** Seconds within which a dispenser may undo. Default ten days. */
  readonly undoWindow?: number
}

export type Chain = Awaited<ReturnType<typeof connectChain>>

/** A fresh in-process chain on which the Ignition module that users run has deployed every contract. */
export async function connectChain(options: ChainOptions = {}) {
  const { chainId = 31337, announcementDelay = 0, disclosureAge = 3600, undoWindow = 864_000 } = options
  const connection = await hre.network.create({ network: 'default', override: { chainId } })
  const { ethers, ignition, networkHelpers, provider } = connection
  const deployed = await ignition.deploy(salus, {
    parameters: { Salus: { announcementDelay, disclosureAge, undoWindow } },
  })
  const contracts = deployed as unknown as DeployedContracts
  return {
    connection,
    ethers,
    ignition,
    networkHelpers,
    provider,
    chainId: BigInt(chainId),
    contracts,
    addresses: await addressesOf(contracts),
    accounts: assignAccounts(await ethers.getSigners()),
  }
}

/** The address of each contract, by the name that `deployments/<chainId>.json` gives it. */
async function addressesOf(contracts: DeployedContracts): Promise<Record<keyof DeployedContracts, string>> {
  const { didRegistry, accreditationRegistry, consentRegistry, recordRegistry } = contracts
  const { guardianship, emergencyAccess } = contracts
  const { disclosureLog, modelRegistry, oracleCommittee, inferenceOracle, monitoring } = contracts
  const { drugProvenance, investigations, coldChain, replenishmentPlanner } = contracts
  return {
    didRegistry: await didRegistry.getAddress(),
    accreditationRegistry: await accreditationRegistry.getAddress(),
    consentRegistry: await consentRegistry.getAddress(),
    guardianship: await guardianship.getAddress(),
    emergencyAccess: await emergencyAccess.getAddress(),
    recordRegistry: await recordRegistry.getAddress(),
    disclosureLog: await disclosureLog.getAddress(),
    modelRegistry: await modelRegistry.getAddress(),
    oracleCommittee: await oracleCommittee.getAddress(),
    inferenceOracle: await inferenceOracle.getAddress(),
    monitoring: await monitoring.getAddress(),
    drugProvenance: await drugProvenance.getAddress(),
    investigations: await investigations.getAddress(),
    coldChain: await coldChain.getAddress(),
    replenishmentPlanner: await replenishmentPlanner.getAddress(),
  }
}

function assignAccounts(signers: readonly HardhatEthersSigner[]): Accounts {
  const at = (index: number): HardhatEthersSigner => {
    const signer = signers[index]
    if (!signer) throw new Error(`The chain has no account ${index}.`)
    return signer
  }
  return {
    authority: at(0),
    hospital: at(1),
    clinician: at(2),
    responder: at(3),
    patient: at(4),
    otherPatient: at(5),
    relayer: at(6),
    stranger: at(7),
    oracles: [at(8), at(9), at(10), at(11)].sort(byAddress),
  }
}

/** Orders accounts as numbers, which is how the committee compares them. */
export function byAddress(a: { address: string }, b: { address: string }): number {
  return BigInt(a.address) < BigInt(b.address) ? -1 : 1
}

/** The address that names an organisation. No one holds its key. */
export function organisation(name: string): string {
  return getAddress(dataSlice(keccak256(toUtf8Bytes(`organisation ${name}`)), 12))
}
