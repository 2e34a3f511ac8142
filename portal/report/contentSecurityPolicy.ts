import { encodeBase64, sha256, toUtf8Bytes } from 'ethers'

/**
 * The policy of a page without scripts and without requests: only the one style sheet whose text has this hash
 * (CSP Level 3, section 2.3.1). Style attributes stay forbidden.
 * @param styleSheet exactly the text between `<style>` and `</style>`
 */
export function contentSecurityPolicy(styleSheet: string): string {
  const hash = encodeBase64(sha256(toUtf8Bytes(styleSheet)))
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
}
