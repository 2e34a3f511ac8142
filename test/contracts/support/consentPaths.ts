import type { ContractTransactionResponse } from 'ethers'
import type { Chain } from '../../helpers/chain.ts'
import type { Terms } from '../../helpers/terms.ts'
import {
  consentDomain,
  enrolmentTypes,
  enrolmentWords,
  grantTypes,
  recordDomain,
  revocationOfAllTypes,
  revocationOfAllWords,
  revocationTypes,
  revocationWords,
} from '../../helpers/typedData.ts'
import { type AccountKind, accountKinds, createPatient, type PatientAccount } from './accounts.ts'

/** The acts of one patient, by one path. */
export interface ConsentPath {
  readonly patient: string
  grant(grantee: string, terms: Terms): Promise<ContractTransactionResponse>
  revoke(grantee: string): Promise<ContractTransactionResponse>
  revokeAll(): Promise<ContractTransactionResponse>
  enrol(custodianOrg: string): Promise<ContractTransactionResponse>
}

export interface NamedPath {
  readonly name: string
  open(chain: Chain): Promise<ConsentPath>
}

/** Every way a patient can act: by transaction and by signature, from every kind of account. */
export const consentPaths: readonly NamedPath[] = accountKinds.flatMap((kind: AccountKind) => [
  {
    name: `a transaction of a ${kind}`,
    open: async (chain) => direct(chain, await createPatient(chain, kind)),
  },
  {
    name: `a signature of a ${kind}`,
    open: async (chain) => signed(chain, await createPatient(chain, kind)),
  },
])

function direct(chain: Chain, account: PatientAccount): ConsentPath {
  const { consentRegistry, recordRegistry } = chain.contracts
  return {
    patient: account.address,
    grant: (grantee, terms) => account.send(consentRegistry, 'grant', [account.address, grantee, terms]),
    revoke: (grantee) => account.send(consentRegistry, 'revoke', [account.address, grantee]),
    revokeAll: () => account.send(consentRegistry, 'revokeAll', [account.address]),
    enrol: (custodianOrg) => account.send(recordRegistry, 'enrol', [account.address, custodianOrg]),
  }
}

function signed(chain: Chain, account: PatientAccount): ConsentPath {
  const { relayer } = chain.accounts
  const consents = chain.contracts.consentRegistry.connect(relayer)
  const records = chain.contracts.recordRegistry.connect(relayer)
  return {
    patient: account.address,
    async grant(grantee, terms) {
      const { request, signature } = await signGrant(chain, account, grantee, terms)
      return consents.grantBySignature(request, signature)
    },
    async revoke(grantee) {
      const { request, signature } = await signRevocation(chain, account, grantee)
      return consents.revokeBySignature(request, signature)
    },
    async revokeAll() {
      const { request, signature } = await signRevocationOfAll(chain, account)
      return consents.revokeAllBySignature(request, signature)
    },
    async enrol(custodianOrg) {
      const { request, signature } = await signEnrolment(chain, account, custodianOrg)
      return records.enrolBySignature(request, signature)
    },
  }
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
    generation: options.generation ?? (await consentRegistry.generationOf(account.address)),
    revision: options.revision ?? (await consentRegistry.permitOf(account.address, grantee)).revision,
    deadline: options.deadline ?? (await inOneHour(chain)),
  }
  const { terms: inner, ...outer } = request
  const value = { words: options.words ?? (await consentRegistry.grantWords(terms)), ...outer, ...inner }
  return { request, value, signature: await account.sign(await consentDomain(chain), grantTypes, value) }
}

export async function signRevocation(
  chain: Chain,
  account: PatientAccount,
  grantee: string,
  options: { readonly revocations?: bigint; readonly deadline?: number } = {},
) {
  const { consentRegistry } = chain.contracts
  const request = {
    patient: account.address,
    grantee,
    revocations:
      options.revocations ?? (await consentRegistry.permitOf(account.address, grantee)).revocations,
    deadline: options.deadline ?? (await inOneHour(chain)),
  }
  const value = { words: revocationWords, ...request }
  return { request, value, signature: await account.sign(await consentDomain(chain), revocationTypes, value) }
}

export async function signRevocationOfAll(
  chain: Chain,
  account: PatientAccount,
  options: { readonly generation?: bigint; readonly deadline?: number } = {},
) {
  const request = {
    patient: account.address,
    generation: options.generation ?? (await chain.contracts.consentRegistry.generationOf(account.address)),
    deadline: options.deadline ?? (await inOneHour(chain)),
  }
  const value = { words: revocationOfAllWords, ...request }
  return {
    request,
    value,
    signature: await account.sign(await consentDomain(chain), revocationOfAllTypes, value),
  }
}

export async function signEnrolment(
  chain: Chain,
  account: PatientAccount,
  custodianOrg: string,
  options: { readonly deadline?: number } = {},
) {
  const request = {
    patient: account.address,
    custodianOrg,
    deadline: options.deadline ?? (await inOneHour(chain)),
  }
  const value = { words: enrolmentWords, ...request }
  return { request, value, signature: await account.sign(await recordDomain(chain), enrolmentTypes, value) }
}
