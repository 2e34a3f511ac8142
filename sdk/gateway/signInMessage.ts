import { InvalidInputError } from '../errors/index.ts'
import type { SignInChallenge } from './protocol.ts'
import { type Scope, scopeResource } from './scopes.ts'

/** The part of a wallet that signing in needs: every ethers signer has it. */
export interface MessageSigner {
  getAddress(): Promise<string>
  signMessage(message: string): Promise<string>
}

export interface SignInTerms {
  /** Checksummed (EIP-55). */
  readonly account: string
  readonly issuedAt: Date
  /** Scopes asked for. Default: all that the account can have. */
  readonly scopes?: readonly Scope[]
}

/** The text that a person signs, as EIP-4361 lays it down (https://eips.ethereum.org/EIPS/eip-4361). */
export function signInMessage(
  challenge: SignInChallenge,
  { account, issuedAt, scopes = [] }: SignInTerms,
): string {
  const { domain, uri, chainId, nonce, expirationTime } = challenge
  const resources = scopes.map((scope) => `- ${scopeResource(scope)}`)
  return [
    `${domain} wants you to sign in with your Ethereum account:`,
    account,
    '',
    'Sign in to your medical records.',
    '',
    `URI: ${uri}`,
    'Version: 1',
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    `Issued At: ${issuedAt.toISOString()}`,
    `Expiration Time: ${expirationTime}`,
    ...(resources.length > 0 ? ['Resources:', ...resources] : []),
  ].join('\n')
}

/**
 * Refuses a challenge that is not the gateway's own: one that passes on another gateway's could sign in there as whoever
 * answers it.
 * @param page host of the page that asks, where there is one
 * @throws InvalidInputError SIGN_IN_INVALID
 */
export function requireOwnChallenge(challenge: SignInChallenge, gatewayUrl: string, page?: string): void {
  const own = new URL(gatewayUrl)
  if (withoutSlash(challenge.uri) !== withoutSlash(own.href)) {
    throw new InvalidInputError(
      'SIGN_IN_INVALID',
      `The gateway asks to sign in at ${challenge.uri.slice(0, 200)}. Use that URL if you trust it.`,
    )
  }
  if (challenge.domain === (page ?? own.host)) return
  throw new InvalidInputError(
    'SIGN_IN_INVALID',
    `The gateway asks to sign in to ${challenge.domain}, which is not where you are.`,
  )
}

const withoutSlash = (url: string) => url.replace(/\/$/, '')
