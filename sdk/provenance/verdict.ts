import type { ScannedPack } from './packIdentity.ts'
import type { PackState, VerificationData } from './verificationMessage.ts'

/** What a verdict is made of, besides what was scanned. */
export interface VerdictBasis {
  readonly lot: string
  /** Last days of use that packs may bear, the commissioned one first: see {@link printedExpiries}. */
  readonly printedExpiries: readonly string[]
  /** As the chain has it: YYYY-MM-DD. */
  readonly expiry: string
  readonly state: Pick<PackState, 'lifecycle' | 'holds' | 'dispensedAt' | 'isExpired'>
}

/**
 * The answer for a pack whose GTIN and serial number match. Lot and expiry, where they were scanned, come first, then what
 * became of it: the scenarios of the standard's section on responses, where the maker tells why a product is not to be sold.
 * A pack that came back and may be sold again verifies: that is what verification is mostly asked for.
 */
export function verdictOf(request: ScannedPack, basis: VerdictBasis): VerificationData {
  const { lot, printedExpiries, expiry } = basis
  const isLot = request.lot === undefined || request.lot === lot
  const isExpiry = request.expiry === undefined || printedExpiries.includes(request.expiry)
  if (!isLot && !isExpiry) return failed('No_match_GTIN_Serial_Lot_Expiry')
  if (!isLot) return failed('No_match_GTIN_Serial_Lot')
  if (!isExpiry) return failed('No_match_GTIN_Serial_Expiry')
  const printed = request.expiry ?? printedExpiries[0] ?? expiry
  return objection(basis.state) ?? verified(printed < expiry)
}

/** Why the pack is not to be sold; undefined where nothing speaks against it. */
function objection({ lifecycle, holds, dispensedAt, isExpired }: VerdictBasis['state']) {
  if (holds.includes('illegitimate')) return failed('Not_for_re-distribution', 'Illegitimate')
  // What was reported stolen is suspect by the words of US FD&C Act, section 581(21).
  if (holds.includes('suspect') || lifecycle === 'stolen') return failed('Not_for_re-distribution', 'Suspect')
  if (holds.includes('recalled')) return failed('Manufacturer_policy', 'Recalled')
  if (isExpired) return failed('Manufacturer_policy', 'Expired')
  if (dispensedAt !== 0) return failed('Not_for_re-distribution')
  if (holds.includes('quarantined')) return failed('Manufacturer_policy')
  const isInTrade = lifecycle === 'available' || lifecycle === 'returned'
  return isInTrade ? undefined : failed('Not_for_re-distribution')
}

const verified = (isExtended: boolean): VerificationData =>
  isExtended ? { verified: true, additionalInfo: 'ExpirationExtended' } : { verified: true }

const failed = (
  verificationFailureReason: NonNullable<VerificationData['verificationFailureReason']>,
  additionalInfo?: VerificationData['additionalInfo'],
): VerificationData => ({
  verified: false,
  verificationFailureReason,
  ...(additionalInfo === undefined ? {} : { additionalInfo }),
})
