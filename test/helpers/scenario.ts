import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import type { TypedDataDomain, TypedDataField } from 'ethers'
import { concat, hexlify, id, keccak256, randomBytes, toBeHex, ZeroHash } from 'ethers'
import type { IInferenceOracle } from '../../sdk/abi/types/InferenceOracle.d.ts'
import type { IRecordRegistry } from '../../sdk/abi/types/RecordRegistry.d.ts'
import { byAddress, type Chain, organisation } from './chain.ts'
import { category, mask, purpose, roles, type Terms } from './terms.ts'
import { oracleDomain, reportTypes } from './typedData.ts'

export type RecordRef = IRecordRegistry.RecordRefStruct
export type InferenceRequest = IInferenceOracle.InferenceRequestStruct

export const organisations = {
  hospital: organisation('hospital'),
  ambulance: organisation('ambulance'),
  consortium: organisation('consortium'),
  oracles: [0, 1, 2, 3].map((index) => organisation(`oracle ${index}`)),
} as const

/** The last second that accreditations of tests hold: far enough for every test that moves time. */
export const farFuture = 2 ** 36

export const modelDescriptor = {
  weightsHash: id('weights'),
  cardHash: id('card'),
  preprocessingHash: id('preprocessing'),
  runtimeHash: id('runtime'),
  purposes: mask(purpose.treatment, purpose.research),
} as const

/** Accredits the hospital, a clinician and a responder of it, four oracles of four organisations and the committee. */
export async function accreditEveryone(chain: Chain): Promise<void> {
  const { accreditationRegistry, oracleCommittee } = chain.contracts
  const { hospital, clinician, responder, oracles } = chain.accounts
  const accredit = (account: string, org: string, mask: number) =>
    accreditationRegistry.accredit(account, org, mask, farFuture)
  await accredit(hospital.address, organisations.hospital, roles.custodian)
  await accredit(clinician.address, organisations.hospital, roles.clinician)
  await accredit(responder.address, organisations.ambulance, roles.responder)
  await accredit(await oracleCommittee.getAddress(), organisations.consortium, roles.oracle)
  for (const [index, oracle] of oracles.entries()) {
    await accredit(oracle.address, organisations.oracles[index] ?? '', roles.oracle)
  }
}

/** Configures the four oracles as the committee with f = 1, and gives the configuration's digest. */
export async function configureCommittee(chain: Chain): Promise<string> {
  const { oracleCommittee } = chain.contracts
  await oracleCommittee.configure(
    chain.accounts.oracles.map((oracle) => oracle.address),
    1,
  )
  return (await oracleCommittee.currentConfiguration()).digest
}

/** Approves {@link modelDescriptor} and gives its version. */
export async function approveModel(chain: Chain): Promise<string> {
  await chain.contracts.modelRegistry.approve(modelDescriptor)
  return chain.contracts.modelRegistry.modelVersionOf(modelDescriptor)
}

/** Terms for cardiology and treatment, from now for 30 days unless told otherwise. */
export async function treatmentTerms(chain: Chain, change: Partial<Terms> = {}): Promise<Terms> {
  const now = await chain.networkHelpers.time.latest()
  return {
    isOrganisation: false,
    categories: mask(category.cardiology),
    purposes: mask(purpose.treatment),
    start: now,
    end: now + 30 * 86_400,
    ...change,
  }
}

/** The patient grants the grantee {@link treatmentTerms} by a transaction. */
export async function grantTreatment(
  chain: Chain,
  patient: HardhatEthersSigner,
  grantee: string,
  change: Partial<Terms> = {},
): Promise<void> {
  const terms = await treatmentTerms(chain, change)
  await chain.contracts.consentRegistry.connect(patient).grant(patient.address, grantee, terms)
}

/** A reference to a single record that is not anchored yet, with a random commitment. */
export function recordRef(patient: string, change: Partial<RecordRef> = {}): RecordRef {
  return {
    custodianOrg: organisations.hospital,
    patient,
    category: category.cardiology,
    commitment: hexlify(randomBytes(32)),
    root: ZeroHash,
    index: 0,
    proof: [],
    ...change,
  }
}

/** The hospital anchors one record of a patient that is enrolled with it. */
export async function anchorRecord(
  chain: Chain,
  patient: string,
  change: Partial<RecordRef> = {},
): Promise<RecordRef> {
  const ref = recordRef(patient, change)
  await chain.contracts.recordRegistry
    .connect(chain.accounts.hospital)
    .anchor(ref.patient, ref.category, ref.commitment)
  return ref
}

export interface CareStory {
  readonly chain: Chain
  readonly modelVersion: string
  readonly configDigest: string
  readonly record: RecordRef
  readonly request: InferenceRequest
}

/**
 * Everything up to the point where the clinician can ask: everyone accredited, a committee, a model, an enrolled
 * patient with one record, consent for the clinician and the committee. The request is made but not sent.
 */
export async function prepareCare(chain: Chain): Promise<CareStory> {
  const { patient, clinician } = chain.accounts
  await accreditEveryone(chain)
  const configDigest = await configureCommittee(chain)
  const modelVersion = await approveModel(chain)
  await chain.contracts.recordRegistry.connect(patient).enrol(patient.address, organisations.hospital)
  const record = await anchorRecord(chain, patient.address)
  await grantTreatment(chain, patient, clinician.address)
  await grantTreatment(chain, patient, await chain.contracts.oracleCommittee.getAddress())
  const request: InferenceRequest = {
    requester: clinician.address,
    modelVersion,
    purpose: purpose.treatment,
    secretHash: keccak256(randomBytes(32)),
    impression: randomHash(),
    records: [record],
  }
  return { chain, modelVersion, configDigest, record, request }
}

/** The clinician opens the story's request. Gives the request's id. */
export async function openRequest(story: CareStory): Promise<string> {
  const { inferenceOracle } = story.chain.contracts
  const requestId = await inferenceOracle.requestIdOf(story.request)
  await inferenceOracle.connect(story.chain.accounts.clinician).request(story.request)
  return requestId
}

export interface ReportValue {
  readonly consumer: string
  readonly configDigest: string
  readonly requestId: string
  readonly modelVersion: string
  readonly outputHash: string
}

export interface ReportSigner {
  readonly address: string
  signTypedData(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string>
}

/** What the oracles sign for one output of the story's request. */
export async function reportOf(story: CareStory, outputHash: string): Promise<ReportValue> {
  const { inferenceOracle } = story.chain.contracts
  return {
    consumer: await inferenceOracle.getAddress(),
    configDigest: story.configDigest,
    requestId: await inferenceOracle.requestIdOf(story.request),
    modelVersion: story.modelVersion,
    outputHash,
  }
}

/** The signatures of these signers over a report, as the committee takes them: in increasing order of address. */
export async function signReport(
  chain: Chain,
  report: ReportValue,
  signers: readonly ReportSigner[],
): Promise<string> {
  const domain = await oracleDomain(chain)
  const ordered = [...signers].sort(byAddress)
  return concat(
    await Promise.all(ordered.map((signer) => signer.signTypedData(domain, reportTypes, { ...report }))),
  )
}

/** A fresh value that stands for a report's hash. */
export const randomHash = (): string => hexlify(randomBytes(32))

/** An address as the 32-byte name of a tree. */
export const treeOf = (address: string): string => toBeHex(address, 32)
