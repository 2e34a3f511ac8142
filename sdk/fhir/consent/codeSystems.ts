/** Systems of the codes and identifiers that a Consent resource is read by and written with. */

/** Categories of records; the codes are those of `sdk/consent/vocabulary.ts`. */
export const CATEGORY_SYSTEM = 'https://salus.example/fhir/CodeSystem/categories'
/** Identifies an organisation; the value is the address that names it in the accreditation registry. */
export const ORGANISATION_SYSTEM = 'https://salus.example/fhir/NamingSystem/organisations'
/** FHIR R4, "Identifier Systems": the value is a URI, here a did:ethr of an account. */
export const URI_SYSTEM = 'urn:ietf:rfc:3986'
export const ACT_REASON_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-ActReason'
export const ACT_CODE_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
export const SCOPE_SYSTEM = 'http://terminology.hl7.org/CodeSystem/consentscope'
export const PARTICIPATION_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType'
