import { PURPOSES, purposeMask } from '../../consent/vocabulary.ts'
import { didOf } from '../../identity/did.ts'
import {
  ACT_CODE_SYSTEM,
  ACT_REASON_SYSTEM,
  CATEGORY_SYSTEM,
  ORGANISATION_SYSTEM,
  PARTICIPATION_SYSTEM,
  SCOPE_SYSTEM,
  URI_SYSTEM,
} from './codeSystems.ts'
import type { ConsentState, LivePermit } from './consentState.ts'
import { writeInstant } from './instant.ts'
import { type ConsentActor, END_OF_TIME, PERSONAL_PURPOSES } from './patientConsent.ts'

/**
 * What the contract holds of a patient as a FHIR R4 Consent, that `evaluateConsent` answers by as the contract does: a
 * permit or deny for each grantee, none nested in another. Personal purposes in the permit of an organisation, which the
 * contract holds without effect, are left out.
 */
export function exportConsent(state: ConsentState) {
  const { chainId, patient, controller, isOptedOut, permits, denials, readAt } = state
  const provision = [
    ...(isOptedOut ? [{ type: 'deny' as const }] : []),
    ...denials.map((actor) => ({ type: 'deny' as const, actor: [writeActor(chainId, actor)] })),
    ...permits.flatMap((permit) => writePermit(chainId, permit)),
  ]
  return {
    resourceType: 'Consent' as const,
    status: 'active' as const,
    scope: concept(SCOPE_SYSTEM, 'patient-privacy'),
    // LOINC: Consent Document.
    category: [concept('http://loinc.org', '59284-0')],
    patient: { identifier: accountIdentifier(chainId, patient) },
    dateTime: writeInstant(readAt),
    performer: [{ identifier: accountIdentifier(chainId, controller) }],
    policyRule: concept(ACT_CODE_SYSTEM, 'OPTOUT'),
    ...(provision.length > 0 && { provision: { provision } }),
  }
}

function writePermit(chainId: bigint, { grantee, terms }: LivePermit) {
  const { isOrganisation = false, categories, start, end } = terms
  const purposes = isOrganisation
    ? terms.purposes.filter((purpose) => (purposeMask([purpose]) & PERSONAL_PURPOSES) === 0)
    : terms.purposes
  if (purposes.length === 0) return []
  const period = {
    ...(start > 0 && { start: writeInstant(start) }),
    // FHIR includes the end, the contract does not.
    ...(end < END_OF_TIME && { end: writeInstant(end - 1) }),
  }
  const isAnyPurpose = purposes.length === PURPOSES.length
  return {
    type: 'permit' as const,
    ...(Object.keys(period).length > 0 && { period }),
    actor: [writeActor(chainId, { kind: isOrganisation ? 'organisation' : 'account', address: grantee })],
    ...(!isAnyPurpose && { purpose: purposes.map((code) => ({ system: ACT_REASON_SYSTEM, code })) }),
    class: categories.map((code) => ({ system: CATEGORY_SYSTEM, code })),
  }
}

function writeActor(chainId: bigint, { kind, address }: ConsentActor) {
  const reference =
    kind === 'organisation'
      ? { type: 'Organization', identifier: { system: ORGANISATION_SYSTEM, value: address } }
      : { identifier: accountIdentifier(chainId, address) }
  return { role: concept(PARTICIPATION_SYSTEM, 'PRCP'), reference }
}

const accountIdentifier = (chainId: bigint, account: string) => ({
  system: URI_SYSTEM,
  value: didOf(chainId, account),
})

const concept = (system: string, code: string) => ({ coding: [{ system, code }] })
