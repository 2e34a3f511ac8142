import { type ErrorCode, SalusError } from '../../sdk/errors/index.ts'
import { GatewayRefusal } from '../../sdk/gateway/gatewayRefusal.ts'
import { visible } from './visible.ts'

/** What went wrong, and what the reader can do. */
export interface Trouble {
  readonly what: string
  readonly todo: string
  /** What whoever found it said, where that is one of ours. */
  readonly details?: string
}

type Known = Partial<Pick<Trouble, 'what' | 'todo'>>

const CHANGED = 'Nothing was sent. It may have changed since this page was read: look again how it stands.'

/** Those that readers of pages meet. Where there is no `what`, the sentence that it carries tells it best, as it does for any other. */
const TROUBLES: Partial<Record<ErrorCode, Known>> = {
  SIGNER_REFUSED: {
    what: 'The request was rejected in the wallet.',
    todo: 'Nothing was done. Try again, and confirm it in the wallet if you mean it.',
  },
  SIGNER_UNAVAILABLE: {
    what: 'The wallet does not answer.',
    todo: 'Open the wallet: it may be locked, or wait for an answer to an earlier request. Then try again.',
  },
  SIGNER_MISMATCH: {
    what: 'The wallet is on another account than this page.',
    todo: 'Go back to the account in the wallet, or connect again with the one that you want to use.',
  },
  SIGNER_UNTRUE: {
    what: 'The wallet has sent another transaction than this page asked for.',
    todo: 'What you wanted was not done. Do not use this wallet before you know why.',
  },
  SIGNATURE_NOT_DETERMINISTIC: {
    what: 'This wallet signs the same text differently each time, so it cannot make your key.',
    todo: 'Use a wallet with a plain account, for your encryption key at least.',
  },
  CHAIN_MISMATCH: {
    what: 'The wallet, or the node of this page, is on another network.',
    todo: 'Switch the wallet to the network of these records, and try again.',
  },
  CHAIN_UNAVAILABLE: {
    what: 'The chain does not answer.',
    todo: 'The node may be down. Try again in a moment; what had been submitted may still be confirmed.',
  },
  TRANSACTION_OVERTAKEN: {
    what: 'Another transaction of your account is in the way of this one, or took its place.',
    todo: 'Look in the wallet for what is still under way, and wait for it or cancel it there. Then look here at how things stand, and try again.',
  },
  FUNDS_MISSING: {
    what: 'The account has too little ether to pay for this.',
    todo: 'Sign it free of charge where that is offered, or put a little ether on the account.',
  },
  GATEWAY_UNAVAILABLE: {
    what: 'The organisation’s server does not answer.',
    todo: 'Try again in a moment. What was under way may have been done all the same: look first at how things stand.',
  },
  RATE_LIMITED: { what: 'That was asked too often.', todo: 'Wait a minute, and try again.' },
  RELAY_LIMIT: {
    what: 'The organisation pays for no more acts for now.',
    todo: 'Send it yourself, or try again later.',
  },
  NOT_AUTHORISED: { what: 'You are not signed in any more.', todo: 'Sign in again.' },
  SIGN_IN_INVALID: {
    what: 'The organisation did not accept the sign-in.',
    todo: 'Try again. Check the clock of this device, and that this page is one of the organisation’s.',
  },
  NOT_ENROLLED: {
    what: 'You are not enrolled with this organisation.',
    todo: 'Let it keep your records first, on the page of your records.',
  },
  CONSENT_MISSING: {
    what: 'There is no consent for this now.',
    todo: 'It may have ended or been taken back meanwhile. Look at who may see what.',
  },
  ACCESS_REQUEST_INVALID: {
    what: 'This is not a request for access.',
    todo: 'Ask whoever gave it to you for the whole file, or the whole text, once more.',
  },
  ACCESS_REQUEST_MISDIRECTED: {
    what: 'This request is not for your account.',
    todo: 'Connect with the account that it is for, or tell whoever asked your own address.',
  },
  SIGNATURE_STALE: {
    what: 'What was signed has been overtaken by a later change.',
    todo: 'Look again at how things stand, and sign anew.',
  },
  SIGNATURE_EXPIRED: { what: 'The signature came too late.', todo: 'Sign again.' },
  REPLAYED: { what: 'This was used before.', todo: 'Try again, with a new signature.' },
  RECOVERY_CODE_INVALID: {
    what: 'This is not the recovery code of your key.',
    todo: 'Compare each character with what you wrote down. The code has no I, L, O and U.',
  },
  DID_KEY_MISSING: { what: 'You have published no key yet.', todo: 'Make one on the page “My key”.' },
  RECORD_NOT_ACTIVE: {
    what: 'The record was erased, or entered in error.',
    todo: 'There is nothing to open.',
  },
  GS1_INVALID: {
    what: 'This is not the code of a medicine pack.',
    todo: 'Scan the square code again, or check what was typed.',
  },
  PACK_NOT_FOUND: { what: 'The maker knows no such pack.', todo: 'Do not take it. Ask your pharmacist.' },
  UNIT_STATE_REFUSED: { todo: CHANGED },
  UNIT_NOT_CURRENT: { todo: CHANGED },
  TRANSFER_REFUSED: { todo: CHANGED },
  INVESTIGATION_REFUSED: { todo: CHANGED },
  MODEL_NOT_APPROVED: {
    what: 'The model of this proposal is not approved now.',
    todo: 'Ask your clinician for a new proposal.',
  },
  NOT_CONTROLLER: {
    what: 'Your account does not act for this patient.',
    todo: 'Connect with the account that does.',
  },
}

/** Of a server's own words, which may say anything. */
const REFUSED: Known = {
  what: 'The organisation’s server refused.',
  todo: 'What it says stands below, in its own words.',
}

/** Characters of a message. */
const LONGEST = 1000

export function troubleOf(error: unknown): Trouble {
  if (error instanceof SalusError) {
    const message = visible(error.message.slice(0, LONGEST))
    const { what, todo = '' } = TROUBLES[error.code] ?? (error.cause instanceof GatewayRefusal ? REFUSED : {})
    if (what) return { what, todo, details: `${message} (${error.code})` }
    return { what: message, todo, details: error.code }
  }
  // Of anything else the text may say anything: it is not shown.
  return { what: 'Something went wrong in this page.', todo: 'Load the page anew, and try again.' }
}
