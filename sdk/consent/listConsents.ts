import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { chainTime } from '../chain/time.ts'
import { decodeTerms, type Terms } from './terms.ts'

export type ConsentStatus = 'in force' | 'not started' | 'over' | 'revoked'

export interface ListedConsent {
  readonly grantee: string
  readonly status: ConsentStatus
  readonly terms: Terms
  readonly revision: number
}

/** Every grantee that the patient ever named, with what each may do now. Read from the chain's events and state. */
export async function listConsents(contracts: Contracts, patient: string): Promise<ListedConsent[]> {
  const { consentRegistry, deployment } = contracts
  const granted = await read(
    consentRegistry.queryFilter(consentRegistry.filters.ConsentGranted(patient), deployment.block),
  )
  const grantees = [...new Set(granted.map((event) => event.args.grantee))]
  const [now, generation] = await Promise.all([
    chainTime(contracts),
    read(consentRegistry.generationOf(patient)),
  ])
  return Promise.all(
    grantees.map(async (grantee) => {
      const permit = await read(consentRegistry.permitOf(patient, grantee))
      const terms = decodeTerms(permit)
      const isRevoked = permit.purposes === 0n || permit.generation !== generation
      return { grantee, terms, revision: Number(permit.revision), status: statusOf(terms, isRevoked, now) }
    }),
  )
}

function statusOf(terms: Terms, isRevoked: boolean, now: number): ConsentStatus {
  if (isRevoked) return 'revoked'
  if (now < terms.start) return 'not started'
  return now < terms.end ? 'in force' : 'over'
}
