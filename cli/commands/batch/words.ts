import type { Hold, Lifecycle, Transfer } from '../../../sdk/provenance/unit.ts'
import type { FailureReason } from '../../../sdk/provenance/verification.ts'

export const TRANSFER_WORDS: Record<Transfer, string> = {
  custody: 'custody',
  ownership: 'ownership',
  both: 'custody and ownership',
}

export const LIFECYCLE_WORDS: Record<Lifecycle, string> = {
  unknown: 'unknown',
  commissioned: 'not released by its maker yet',
  available: 'on sale',
  returned: 'returned',
  destroyed: 'destroyed',
  stolen: 'stolen or lost',
  sampled: 'taken as a sample',
}

export const HOLD_WORDS: Record<Hold, string> = {
  quarantined: 'quarantined',
  suspect: 'suspect, under investigation',
  illegitimate: 'illegitimate: counterfeit, diverted, stolen or unfit',
  recalled: 'recalled by its maker',
}

export const FAILURE_WORDS: Record<FailureReason, string> = {
  No_match_GTIN_Serial: 'The maker knows no pack with this GTIN and serial number: it may be counterfeit.',
  No_match_GTIN_Serial_Lot: 'The maker has this pack under another lot: it may be counterfeit.',
  No_match_GTIN_Serial_Expiry: 'The maker has this pack with another expiry: it may be counterfeit.',
  No_match_GTIN_Serial_Lot_Expiry:
    'The maker has this pack under another lot and with another expiry: it may be counterfeit.',
  Manufacturer_policy: 'The maker does not verify this pack.',
  'Not_for_re-distribution': 'The pack must not be passed on.',
  No_reason_provided: 'The pack is not verified; the maker gives no reason.',
}
