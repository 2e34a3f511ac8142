import { createHash } from 'node:crypto'

/** The header that RFC 9530 makes of a body. */
export const contentDigest = (body: Uint8Array): string =>
  `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
