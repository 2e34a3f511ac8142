import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { chainTime } from '../chain/time.ts'
import { decodeTerms, type EncodedTerms, type Terms } from './terms.ts'

export type ConsentStatus = 'in force' | 'not started' | 'over' | 'revoked' | 'denied'

/** What a patient has said about a grantee, in the order of `IConsentRegistry.Rule`. */
const RULES = ['none', 'permit-account', 'permit-organisation', 'deny'] as const

export interface ListedConsent {
  readonly grantee: string
  readonly status: ConsentStatus
  readonly terms: Terms
}

/** Every grantee that the patient ever named, with what each may do now. Read from the chain's events and state. */
export async function listConsents(contracts: Contracts, patient: string): Promise<ListedConsent[]> {
  const { consentRegistry, deployment } = contracts
  const { filters } = consentRegistry
  const named = await Promise.all([
    read(consentRegistry.queryFilter(filters.ConsentGranted(patient), deployment.block)),
    read(consentRegistry.queryFilter(filters.ConsentDenied(patient), deployment.block)),
  ])
  const grantees = [...new Set(named.flat().map((event) => event.args.grantee))]
  const [now, header] = await Promise.all([chainTime(contracts), read(consentRegistry.headerOf(patient))])
  return Promise.all(
    grantees.map(async (grantee) => {
      const permit = await read(consentRegistry.permitOf(patient, grantee))
      return { grantee, ...standingOf(permit, header.generation, now) }
    }),
  )
}

interface Permit extends EncodedTerms {
  readonly rule: bigint
  readonly generation: bigint
}

function standingOf(permit: Permit, generation: bigint, now: number): Omit<ListedConsent, 'grantee'> {
  const rule = RULES[Number(permit.rule)] ?? 'none'
  const terms = { ...decodeTerms(permit), isOrganisation: rule === 'permit-organisation' }
  if (rule === 'deny') return { terms, status: 'denied' }
  const isRevoked = rule === 'none' || permit.generation !== generation
  return { terms, status: statusOf(terms, isRevoked, now) }
}

/** What a patient permits a grantee at this time or later, or null. */
export async function findConsent(
  contracts: Contracts,
  patient: string,
  grantee: string,
): Promise<Terms | null> {
  const { consentRegistry } = contracts
  const [permit, header, now] = await Promise.all([
    read(consentRegistry.permitOf(patient, grantee)),
    read(consentRegistry.headerOf(patient)),
    chainTime(contracts),
  ])
  const { terms, status } = standingOf(permit, header.generation, now)
  return status === 'in force' || status === 'not started' ? terms : null
}

function statusOf(terms: Terms, isRevoked: boolean, now: number): ConsentStatus {
  if (isRevoked) return 'revoked'
  if (now < terms.start) return 'not started'
  return now < terms.end ? 'in force' : 'over'
}
