import { expect } from 'chai'
import { type BaseContract, type Contract, type ContractTransactionResponse, ZeroAddress } from 'ethers'
import type { Chain } from '../../helpers/chain.ts'
import { restriction, type Terms } from '../../helpers/terms.ts'
import {
  consentDomain,
  departureTypes,
  departureWords,
  enrolmentTypes,
  enrolmentWords,
  grantTypes,
  optInTypes,
  optInWords,
  recordDomain,
  restrictionTypes,
  restrictionWords,
} from '../../helpers/typedData.ts'
import { type AccountKind, accountKinds, createPatient, type PatientAccount } from './accounts.ts'

/** The acts of one patient, by one path. */
export interface ConsentPath {
  readonly patient: string
  grant(grantee: string, terms: Terms): Promise<ContractTransactionResponse>
  revoke(grantee: string): Promise<ContractTransactionResponse>
  deny(grantee: string): Promise<ContractTransactionResponse>
  revokeAll(): Promise<ContractTransactionResponse>
  optOut(): Promise<ContractTransactionResponse>
  optIn(): Promise<ContractTransactionResponse>
  enrol(custodianOrg: string): Promise<ContractTransactionResponse>
  depart(custodianOrg: string): Promise<ContractTransactionResponse>
  /** Expects an act of consent to be refused with this error and these arguments. */
  expectRefusal(
    act: Promise<ContractTransactionResponse>,
    error: string,
    args: readonly unknown[],
  ): Promise<void>
}

export interface NamedPath {
  readonly name: string
  open(chain: Chain): Promise<ConsentPath>
}

/** Every way a patient can act: by transaction, by signature and in a relayed batch, from every kind of account. */
export const consentPaths: readonly NamedPath[] = accountKinds.flatMap((kind: AccountKind) => [
  {
    name: `a transaction of a ${kind}`,
    open: async (chain) => direct(chain, await createPatient(chain, kind)),
  },
  {
    name: `a signature of a ${kind}`,
    open: async (chain) => signed(chain, await createPatient(chain, kind), submit),
  },
  {
    name: `a relayed signature of a ${kind}`,
    open: async (chain) => relayed(chain, await createPatient(chain, kind)),
  },
])

function direct(chain: Chain, account: PatientAccount): ConsentPath {
  const { consentRegistry, recordRegistry } = chain.contracts
  const patient = account.address
  return {
    patient,
    grant: (grantee, terms) => account.send(consentRegistry, 'grant', [patient, grantee, terms]),
    revoke: (grantee) => account.send(consentRegistry, 'revoke', [patient, grantee]),
    deny: (grantee) => account.send(consentRegistry, 'deny', [patient, grantee]),
    revokeAll: () => account.send(consentRegistry, 'revokeAll', [patient]),
    optOut: () => account.send(consentRegistry, 'optOut', [patient]),
    optIn: () => account.send(consentRegistry, 'optIn', [patient]),
    enrol: (custodianOrg) => account.send(recordRegistry, 'enrol', [patient, custodianOrg]),
    depart: (custodianOrg) => account.send(recordRegistry, 'depart', [patient, custodianOrg]),
    expectRefusal: (act, error, args) => expectRevert(consentRegistry, act, error, args),
  }
}

/** How a signed act of consent is sent: the name of its function, and its request and signature. */
type Submission = (chain: Chain, method: ActName, act: SignedAct) => Promise<ContractTransactionResponse>

type ActName = 'grantBySignature' | 'restrictBySignature' | 'optInBySignature'

interface SignedAct {
  readonly request: object
  readonly signature: string
}

/** The calldata of a signed act. */
export const encodeAct = (chain: Chain, method: ActName, { request, signature }: SignedAct): string =>
  (chain.contracts.consentRegistry as BaseContract).interface.encodeFunctionData(method, [request, signature])

const submit: Submission = (chain, method, { request, signature }) =>
  (chain.contracts.consentRegistry.connect(chain.accounts.relayer) as BaseContract as Contract)
    .getFunction(method)
    .send(request, signature)

/** The place of an act in the batches of {@link submitInBatch}. */
const placeInBatch = 1

/** Between two acts that fail. */
const submitInBatch: Submission = async (chain, method, act) =>
  chain.contracts.consentRegistry
    .connect(chain.accounts.relayer)
    .relay(['0x', encodeAct(chain, method, act), '0x12345678'])

function relayed(chain: Chain, account: PatientAccount): ConsentPath {
  const { consentRegistry } = chain.contracts
  return {
    ...signed(chain, account, submitInBatch),
    async expectRefusal(act, error, args) {
      const reason = (consentRegistry as BaseContract).interface.encodeErrorResult(error, args)
      await expect(act).to.emit(consentRegistry, 'ActFailed').withArgs(placeInBatch, reason)
    },
  }
}

function signed(chain: Chain, account: PatientAccount, send: Submission): ConsentPath {
  const records = chain.contracts.recordRegistry.connect(chain.accounts.relayer)
  const restrict = async (kind: number, grantee: string) =>
    send(chain, 'restrictBySignature', await signRestriction(chain, account, kind, grantee))
  return {
    patient: account.address,
    grant: async (grantee, terms) =>
      send(chain, 'grantBySignature', await signGrant(chain, account, grantee, terms)),
    revoke: (grantee) => restrict(restriction.revoke, grantee),
    deny: (grantee) => restrict(restriction.deny, grantee),
    revokeAll: () => restrict(restriction.revokeAll, ZeroAddress),
    optOut: () => restrict(restriction.optOut, ZeroAddress),
    optIn: async () => send(chain, 'optInBySignature', await signOptIn(chain, account)),
    async enrol(custodianOrg) {
      const { request, signature } = await signEnrolment(chain, account, custodianOrg)
      return records.enrolBySignature(request, signature)
    },
    async depart(custodianOrg) {
      const { request, signature } = await signDeparture(chain, account, custodianOrg)
      return records.departBySignature(request, signature)
    },
    expectRefusal: (act, error, args) => expectRevert(chain.contracts.consentRegistry, act, error, args),
  }
}

async function expectRevert(
  contract: BaseContract,
  act: Promise<ContractTransactionResponse>,
  error: string,
  args: readonly unknown[],
): Promise<void> {
  await expect(act)
    .to.be.revertedWithCustomError(contract, error)
    .withArgs(...args)
}

/** Seconds since 1970 one hour ahead of the chain. */
export const inOneHour = async (chain: Chain): Promise<number> =>
  (await chain.networkHelpers.time.latest()) + 3600

export interface GrantOptions {
  readonly generation?: bigint
  readonly revision?: bigint
  readonly deadline?: number
  readonly words?: string
}

/** A signed grant that builds on what is stored now, unless told otherwise. */
export async function signGrant(
  chain: Chain,
  account: PatientAccount,
  grantee: string,
  terms: Terms,
  options: GrantOptions = {},
) {
  const { consentRegistry } = chain.contracts
  const request = {
    patient: account.address,
    grantee,
    terms,
    generation: options.generation ?? (await consentRegistry.headerOf(account.address)).generation,
    revision: options.revision ?? (await consentRegistry.permitOf(account.address, grantee)).revision,
    deadline: options.deadline ?? (await inOneHour(chain)),
  }
  const { terms: inner, ...outer } = request
  const value = { words: options.words ?? (await consentRegistry.grantWords(terms)), ...outer, ...inner }
  return { request, value, signature: await account.sign(await consentDomain(chain), grantTypes, value) }
}

/** The count that a signed restrictive act of this kind must name now. */
async function countOf(chain: Chain, patient: string, kind: number, grantee: string): Promise<bigint> {
  const { consentRegistry } = chain.contracts
  const permit = await consentRegistry.permitOf(patient, grantee)
  const header = await consentRegistry.headerOf(patient)
  return [permit.revocations, permit.denials, header.revocations, header.optOuts][kind] ?? 0n
}

/** A signed restrictive act. `kind` is one of {@link restriction}; the grantee is zero for those that concern everyone. */
export async function signRestriction(
  chain: Chain,
  account: PatientAccount,
  kind: number,
  grantee: string = ZeroAddress,
  options: { readonly count?: bigint; readonly deadline?: number } = {},
) {
  const request = {
    restriction: kind,
    patient: account.address,
    grantee,
    count: options.count ?? (await countOf(chain, account.address, kind, grantee)),
    deadline: options.deadline ?? (await inOneHour(chain)),
  }
  const value = { words: restrictionWords[kind] ?? '', ...request }
  return {
    request,
    value,
    signature: await account.sign(await consentDomain(chain), restrictionTypes, value),
  }
}

export async function signOptIn(
  chain: Chain,
  account: PatientAccount,
  options: { readonly generation?: bigint; readonly deadline?: number } = {},
) {
  const { consentRegistry } = chain.contracts
  const request = {
    patient: account.address,
    generation: options.generation ?? (await consentRegistry.headerOf(account.address)).generation,
    deadline: options.deadline ?? (await inOneHour(chain)),
  }
  const value = { words: optInWords, ...request }
  return { request, value, signature: await account.sign(await consentDomain(chain), optInTypes, value) }
}

export interface EnrolmentOptions {
  readonly changes?: bigint
  readonly deadline?: number
}

async function enrolmentRequest(
  chain: Chain,
  patient: string,
  custodianOrg: string,
  options: EnrolmentOptions,
) {
  const { recordRegistry } = chain.contracts
  return {
    patient,
    custodianOrg,
    changes: options.changes ?? (await recordRegistry.enrolmentOf(patient, custodianOrg)).changes,
    deadline: options.deadline ?? (await inOneHour(chain)),
  }
}

export async function signEnrolment(
  chain: Chain,
  account: PatientAccount,
  custodianOrg: string,
  options: EnrolmentOptions = {},
) {
  const request = await enrolmentRequest(chain, account.address, custodianOrg, options)
  const value = { words: enrolmentWords, ...request }
  return { request, value, signature: await account.sign(await recordDomain(chain), enrolmentTypes, value) }
}

export async function signDeparture(
  chain: Chain,
  account: PatientAccount,
  custodianOrg: string,
  options: EnrolmentOptions = {},
) {
  const request = await enrolmentRequest(chain, account.address, custodianOrg, options)
  const value = { words: departureWords, ...request }
  return { request, value, signature: await account.sign(await recordDomain(chain), departureTypes, value) }
}
