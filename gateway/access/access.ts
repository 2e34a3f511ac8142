import { createHash, timingSafeEqual } from 'node:crypto'
import { read } from '../../sdk/chain/send.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import type { AccessToken } from '../../sdk/gateway/protocol.ts'
import type { Scope } from '../../sdk/gateway/scopes.ts'
import type { GatewayContext } from '../context.ts'
import { type Caller, clinicOf, isAccreditedHere, isPatient } from './caller.ts'
import { createNonces, type Nonces } from './nonces.ts'
import { createSessions } from './sessions.ts'
import { type SignedMessage, type SignInPlace, verifySignIn } from './signIn.ts'

/** Says who sends a request, and lets people in. */
export interface Access {
  readonly nonces: Pick<Nonces, 'issue'>
  /** @throws RefusedError SIGN_IN_INVALID, SIGNATURE_INVALID */
  signIn(place: SignInPlace, signed: SignedMessage): Promise<AccessToken>
  /** Ends the session of a token; of any other token nothing is said. */
  signOut(authorization: string | undefined): void
  /** @throws RefusedError NOT_AUTHORISED */
  identify(authorization: string | undefined): Caller
}

/** @param now milliseconds since 1970 */
export function createAccess(context: GatewayContext, staffToken: string, now = Date.now): Access {
  const nonces = createNonces(now)
  const sessions = createSessions(now)
  const isStaffToken = secretMatcher(staffToken)

  return {
    nonces,
    async signIn(place, signed) {
      const { account, scopes: asked } = await verifySignIn(
        { contracts: context.contracts, nonces, now },
        place,
        signed,
      )
      const scopes = await scopesOf(context, account, asked)
      if (scopes.length === 0) {
        throw new RefusedError('SIGN_IN_INVALID', 'The account can have none of the scopes asked for.')
      }
      const { token, expiresAt } = sessions.open(account, scopes)
      return {
        access_token: token,
        token_type: 'Bearer',
        expires_in: Math.floor((expiresAt - now()) / 1000),
        scope: scopes.join(' '),
        patient: (await isPatientHere(context, account, scopes)) ? account : null,
      }
    },
    signOut(authorization) {
      const token = bearerToken(authorization)
      if (token !== undefined) sessions.close(token)
    },
    identify(authorization) {
      const token = bearerToken(authorization)
      if (token === undefined) throw unknown('Sign in, or give the staff token')
      if (isStaffToken(token)) return { kind: 'machine' }
      const session = sessions.find(token)
      if (!session) throw unknown('The session is over or never was. Sign in again, or check the staff token')
      return { kind: 'account', account: session.account, scopes: session.scopes }
    },
  }
}

/** Those of the scopes asked for that the account can have. */
async function scopesOf(
  context: GatewayContext,
  account: string,
  asked: readonly Scope[],
): Promise<readonly Scope[]> {
  const [isStaff, clinic] = await Promise.all([
    isAccreditedHere(context, account),
    clinicOf(context, account),
  ])
  const isEntitled: Partial<Record<Scope, boolean>> = {
    'system/*.cruds': isStaff,
    'user/*.c': clinic !== null,
  }
  return asked.filter((scope) => isEntitled[scope] ?? true)
}

async function isPatientHere(
  context: GatewayContext,
  account: string,
  scopes: readonly Scope[],
): Promise<boolean> {
  const { contracts, custodianOrg } = context
  if (!(await isPatient(context, { kind: 'account', account, scopes }, account))) return false
  return read(contracts.recordRegistry.isEnrolled(account, custodianOrg))
}

/** The token of a Bearer header (RFC 6750, section 2.1), of whatever characters. */
export const bearerToken = (authorization: string | undefined): string | undefined =>
  /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]

/** Compares with a secret; the time that takes says nothing about it, not even its length. */
export function secretMatcher(secret: string): (given: string) => boolean {
  const expected = digestOf(secret)
  return (given) => timingSafeEqual(digestOf(given), expected)
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()

const unknown = (problem: string) => new RefusedError('NOT_AUTHORISED', `${problem}.`)
