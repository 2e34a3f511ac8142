import type { Category, Purpose } from '../../../../sdk/consent/vocabulary.ts'
import {
  ACT_CODE_SYSTEM,
  ACT_REASON_SYSTEM,
  CATEGORY_SYSTEM,
  ORGANISATION_SYSTEM,
  PARTICIPATION_SYSTEM,
  SCOPE_SYSTEM,
  URI_SYSTEM,
} from '../../../../sdk/fhir/consent/codeSystems.ts'
import { didOf } from '../../../../sdk/identity/did.ts'

/** A provision as JSON, to be built in tests. */
export interface ProvisionJson {
  type?: 'permit' | 'deny'
  period?: { start?: string; end?: string }
  actor?: unknown[]
  purpose?: unknown[]
  class?: unknown[]
  provision?: ProvisionJson[]
}

const CHAIN_ID = 31337n

export const concept = (system: string, code: string) => ({ coding: [{ system, code }] })
export const accountReference = (address: string, chainId = CHAIN_ID) => ({
  identifier: { system: URI_SYSTEM, value: didOf(chainId, address) },
})
export const recipient = concept(PARTICIPATION_SYSTEM, 'PRCP')
export const account = (address: string) => ({ role: recipient, reference: accountReference(address) })
export const organisation = (address: string) => ({
  role: recipient,
  reference: { type: 'Organization', identifier: { system: ORGANISATION_SYSTEM, value: address } },
})
export const purposes = (...codes: Purpose[]) => codes.map((code) => ({ system: ACT_REASON_SYSTEM, code }))
export const classes = (...codes: Category[]) => codes.map((code) => ({ system: CATEGORY_SYSTEM, code }))

/** A valid Consent with this provision. */
export const consentJson = (patient: string, provision?: ProvisionJson) => ({
  resourceType: 'Consent',
  status: 'active',
  scope: concept(SCOPE_SYSTEM, 'patient-privacy'),
  category: [concept('http://loinc.org', '59284-0')],
  patient: accountReference(patient),
  policyRule: concept(ACT_CODE_SYSTEM, 'OPTOUT'),
  ...(provision && { provision }),
})
