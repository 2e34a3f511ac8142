/**
 * What a session may do, by the names of SMART App Launch 2 (https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html):
 * - `patient/*.rs`: the account's own records, and those of the patients it is the controller of
 * - `user/*.rs`: what the law permits the account of other patients
 * - `user/*.c`: what a clinician writes about them: care plans, and what they make of a report
 * - `system/*.cruds`: everything that the custodian's staff does
 * A scope opens nothing by itself: the chain is asked at each use.
 */
export const SCOPES = ['patient/*.rs', 'user/*.rs', 'user/*.c', 'system/*.cruds'] as const

export type Scope = (typeof SCOPES)[number]

/** A scope as a resource of an EIP-4361 message, by which the wallet shows it. */
export const scopeResource = (scope: Scope): string => `urn:salus:scope:${scope}`
