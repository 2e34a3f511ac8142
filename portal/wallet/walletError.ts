import {
  InvalidInputError,
  RefusedError,
  type SalusError,
  SalusError as Typed,
  UnavailableError,
} from '../../sdk/errors/index.ts'

/** Codes of EIP-1193 and EIP-1474, and what wallets use besides. */
const REJECTED = 4001
const UNAUTHORISED = 4100
const DISCONNECTED = [4900, 4901]
const BUSY = -32002
export const UNKNOWN_CHAIN = 4902

/** What a wallet answered a request with, in our words: its own may quote what was to be signed. */
export function walletError(error: unknown): SalusError {
  if (error instanceof Typed) return error
  const code = codeOf(error)
  const options = { cause: error }
  if (code === REJECTED) {
    return new RefusedError(
      'SIGNER_REFUSED',
      'The request was rejected in the wallet. Nothing was done.',
      options,
    )
  }
  if (code === UNAUTHORISED) {
    return new RefusedError(
      'SIGNER_MISMATCH',
      'The wallet does not let this page use that account. Connect again.',
      options,
    )
  }
  if (code === BUSY) {
    return new UnavailableError(
      'SIGNER_UNAVAILABLE',
      'The wallet waits for an answer to an earlier request. Open it.',
      options,
    )
  }
  if (code !== undefined && DISCONNECTED.includes(code)) {
    return new UnavailableError('SIGNER_UNAVAILABLE', 'The wallet has no connection to its node.', options)
  }
  if (code === UNKNOWN_CHAIN) {
    return new InvalidInputError(
      'CHAIN_MISMATCH',
      'The wallet does not know this network. Add it there.',
      options,
    )
  }
  if (/insufficient funds|enough funds/i.test(messageOf(error))) {
    return new RefusedError(
      'FUNDS_MISSING',
      'The account has too little ether to pay for the transaction.',
      options,
    )
  }
  if (/nonce|replacement|underpriced|already known/i.test(messageOf(error))) {
    return new RefusedError(
      'TRANSACTION_OVERTAKEN',
      'Another transaction of this account is under way, or has used the number of this one.',
      options,
    )
  }
  return new UnavailableError(
    'SIGNER_UNAVAILABLE',
    'The wallet did not answer as it should. Open it and try again.',
    options,
  )
}

/** Wallets put another error's code inside their own. */
export function codeOf(error: unknown): number | undefined {
  const { code, data } = (error ?? {}) as { code?: unknown; data?: { originalError?: { code?: unknown } } }
  const inner = data?.originalError?.code
  return typeof inner === 'number' ? inner : typeof code === 'number' ? code : undefined
}

function messageOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown }
  return typeof message === 'string' ? message.slice(0, 10_000) : ''
}
