import { RefusedStatus } from '../refusals.ts'

const HINT =
  'Give the SHA-256 of the body as the header Content-Digest: sha-256=:<base 64>: (RFC 9530), for example from ' +
  'openssl dgst -sha256 -binary FILE | base64.'

/** One member of the dictionary (RFC 9530, section 2; RFC 9651): 32 bytes take 43 letters and a padding. */
const SHA256 = /(?:^|,)[ \t]*sha-256=:([A-Za-z0-9+/]{43}=):[ \t]*(?=,|$)/

/** The SHA-256 that a Content-Digest states, 0x-prefixed. @throws RefusedStatus 400 saying how to make one */
export function sha256In(contentDigest: string | string[] | undefined): string {
  const [, digest] = SHA256.exec(String(contentDigest ?? '')) ?? []
  if (digest === undefined) throw new RefusedStatus(400, HINT)
  return `0x${Buffer.from(digest, 'base64').toString('hex')}`
}
