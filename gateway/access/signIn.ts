import { SiweMessage } from 'siwe'
import type { Contracts } from '../../sdk/chain/contracts.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { SCOPES, type Scope, scopeResource } from '../../sdk/gateway/scopes.ts'
import type { Nonces } from './nonces.ts'
import { isSignedBy } from './walletSignature.ts'

/** Milliseconds by which a wallet's clock may differ from this one. */
const SKEW = 60_000
/** Milliseconds that may pass between writing the message and signing in. */
const MAXIMUM_AGE = 5 * 60_000

/** What a message must be for. */
export interface SignInPlace {
  /** The gateway's own URL. */
  readonly uri: string
  /** The gateway's host, and those of the pages that may use it. */
  readonly domains: readonly string[]
}

export interface SignedMessage {
  readonly message: string
  readonly signature: string
}

export interface SignInTools {
  readonly contracts: Contracts
  readonly nonces: Nonces
  /** Milliseconds since 1970: wallets know no other clock than that on the wall. */
  readonly now: () => number
}

/**
 * Verifies a signed EIP-4361 message, which can be used once.
 * @returns the account, and the scopes that the message asks for
 * @throws RefusedError SIGN_IN_INVALID, SIGNATURE_INVALID
 */
export async function verifySignIn(
  { contracts, nonces, now }: SignInTools,
  place: SignInPlace,
  { message, signature }: SignedMessage,
): Promise<{ readonly account: string; readonly scopes: readonly Scope[] }> {
  const parsed = parse(message)
  requirePlace(parsed, place, contracts.chainId)
  requireTime(parsed, now())
  const scopes = scopesIn(parsed)
  if (!nonces.isLive(parsed.nonce)) throw invalid('The nonce is not one of this gateway, or has expired')
  if (!(await isSignedBy(contracts, parsed.address, message, signature))) {
    throw new RefusedError('SIGNATURE_INVALID', `The message is not signed by ${parsed.address}.`)
  }
  // Used up last and at once: of two that bring the same message one gets in.
  if (!nonces.use(parsed.nonce)) throw invalid('The nonce was used before')
  return { account: parsed.address, scopes }
}

function parse(message: string): SiweMessage {
  let parsed: SiweMessage | undefined
  try {
    parsed = new SiweMessage(message)
  } catch {
    // The parser's own message quotes the text.
    throw invalid('The message is not one of EIP-4361')
  }
  // What was checked must be what was signed.
  if (parsed.toMessage() !== message) throw invalid('The message is not in the form of EIP-4361')
  return parsed
}

function requirePlace(
  { domain, scheme, uri, chainId, version }: SiweMessage,
  place: SignInPlace,
  chain: bigint,
): void {
  if (version !== '1') throw invalid('The message is of another version than 1')
  if (scheme !== undefined && !/^https?$/.test(scheme)) throw invalid('The scheme is not that of a web page')
  if (!place.domains.includes(domain)) throw invalid('The domain is not this gateway or one of its pages')
  if (withoutSlash(uri) !== withoutSlash(place.uri)) throw invalid('The URI is not this gateway')
  if (BigInt(chainId) !== chain) throw invalid(`The chain is not ${chain}`)
}

function requireTime({ issuedAt, expirationTime, notBefore }: SiweMessage, now: number): void {
  const issued = timeOf(issuedAt)
  if (issued > now + SKEW) throw invalid('The message is from the future; check the clock of the device')
  if (issued < now - MAXIMUM_AGE - SKEW) throw invalid('The message is more than five minutes old')
  if (expirationTime !== undefined && timeOf(expirationTime) <= now - SKEW)
    throw invalid('The message has expired')
  if (notBefore !== undefined && timeOf(notBefore) > now + SKEW) throw invalid('The message is not valid yet')
}

/** A resource that is no scope of ours means that the message was signed for something else. */
function scopesIn({ resources }: SiweMessage): readonly Scope[] {
  if (resources === undefined) return SCOPES
  return resources.map((resource) => {
    const scope = SCOPES.find((known) => scopeResource(known) === resource)
    if (!scope) throw invalid('The message names a resource that is no scope of this gateway')
    return scope
  })
}

function timeOf(text: string | undefined): number {
  const time = Date.parse(text ?? '')
  if (Number.isNaN(time)) throw invalid('The message has a time that does not exist')
  return time
}

const invalid = (problem: string) => new RefusedError('SIGN_IN_INVALID', `${problem}. Sign in anew.`)

const withoutSlash = (url: string) => url.replace(/\/$/, '')
