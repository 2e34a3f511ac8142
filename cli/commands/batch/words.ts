import type { VerificationCheckName } from '../../../sdk/provenance/checkVerification.ts'
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

/** What a claim that the chain does not bear out means for whoever holds the pack, and what to do. */
export const CHECK_WORDS: Record<VerificationCheckName, string> = {
  answer: "The gateway's answer cannot be read, or is to another question: ask again.",
  evidence:
    'The gateway gives no proof of what it says, or said it at another time: ask again, or ask the maker.',
  deployment: 'The gateway speaks of another chain than yours: see --verifier and --rpc.',
  identity: 'The gateway speaks of another pack than the one that was scanned: scan again.',
  pack: 'Nothing proves that the pack is one of this batch: keep it back and ask its maker.',
  block: 'The answer is of another chain than yours, or of one that was replaced: ask again.',
  batch: 'The batch is not the one on the chain, or not of a maker that you named: keep the pack back.',
  expiry: 'The gateway and the chain have two last days of use: go by the chain, and ask the maker.',
  state: 'The gateway and the chain have the pack in two states: go by the chain, and ask the maker.',
  verdict:
    "The gateway's verdict is not what follows from the pack's state: go by the chain, and ask the maker.",
  present: 'The pack has changed since its maker was asked: ask again.',
}
