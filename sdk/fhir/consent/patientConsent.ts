import { CATEGORIES, categoryMask, PURPOSES, purposeMask } from '../../consent/vocabulary.ts'

/** The first second that FHIR cannot write: years have four digits. A rule that ends here has no end. */
export const END_OF_TIME = 253_402_300_800

export const ALL_CATEGORIES = categoryMask(CATEGORIES)
export const ALL_PURPOSES = purposeMask(PURPOSES)
/** The patient's or the family's own request, for which a grantee needs no accreditation. */
export const PERSONAL_PURPOSES = purposeMask(['PATRQT', 'FAMRQT'])

/** Whom a provision concerns: one account, or everyone who is accredited for an organisation. */
export interface ConsentActor {
  readonly kind: 'account' | 'organisation'
  /** With its checksum. */
  readonly address: string
}

/** One provision of a Consent, with every condition in numbers. */
export interface ConsentRule {
  /** Where it stands in the resource, such as `Consent.provision.provision[0]`. */
  readonly path: string
  readonly type: 'permit' | 'deny'
  /** Whether the resource states the type. The root rule of R4 states none and takes that of the base policy. */
  readonly isStated: boolean
  /** First second, since 1970. */
  readonly start: number
  /** First second after; {@link END_OF_TIME} for no end. */
  readonly end: number
  /** Undefined for everyone. */
  readonly actors: readonly ConsentActor[] | undefined
  /** Mask, as the contract's. */
  readonly categories: number
  /** Mask, as the contract's. */
  readonly purposes: number
  /** Exceptions to this rule, within its conditions. */
  readonly rules: readonly ConsentRule[]
}

/** What a Consent resource says, checked. */
export interface PatientConsent {
  readonly chainId: bigint
  readonly patient: string
  /** Undefined where the resource has no provision: the base policy alone, which denies. */
  readonly rule: ConsentRule | undefined
}

/** A rule and every rule in it, outermost first. */
export function rulesOf(rule: ConsentRule | undefined): ConsentRule[] {
  return rule ? [rule, ...rule.rules.flatMap(rulesOf)] : []
}

/** Who asks: an account, and what it is accredited for at the time. */
export interface Accreditation {
  /** The organisation that the account is accredited for, in any role. */
  readonly organisation: string
  /** Whether a clinician's role is among them: only clinicians use the permit of an organisation. */
  readonly isClinician: boolean
}

/**
 * Whether `actor` is, or stands for, who asks. A permit of an organisation is for its clinicians; a denial of one
 * reaches everybody who is accredited for it.
 */
export function isConcerned(
  actor: ConsentActor,
  type: 'permit' | 'deny',
  grantee: string | undefined,
  accreditation: Accreditation | undefined,
): boolean {
  const isOrganisation = actor.kind === 'organisation'
  const asker = isOrganisation ? accreditation?.organisation : grantee
  if (asker === undefined || !isSameAddress(actor.address, asker)) return false
  return !isOrganisation || type === 'deny' || accreditation?.isClinician === true
}

/** With or without checksums. */
export const isSameAddress = (one: string, other: string): boolean =>
  one === other || one.toLowerCase() === other.toLowerCase()
