import { InvalidInputError } from '../sdk/errors/index.ts'

/** What the page may reach, by its settings. */
export interface Reached {
  readonly rpcUrl: string
  readonly gateways: readonly { readonly url: string }[]
  readonly contentGateways: readonly string[]
  readonly oracles: readonly { readonly url: string }[]
}

/** What a policy reads as one host and port (CSP Level 3, section 2.3.1): URLs have hosts such as `*` and `a;b` as well. */
const ONE_ORIGIN = /^https?:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+)?$/

/**
 * The portal's policy (CSP Level 3): its own files, and the servers that its settings name. Script from strings and sinks of
 * markup are closed by Trusted Types.
 * @throws InvalidInputError CONFIG_INVALID
 */
export function portalPolicy({ rpcUrl, gateways, contentGateways, oracles }: Reached): string {
  const urls = [rpcUrl, ...[...gateways, ...oracles].map(({ url }) => url), ...contentGateways]
  const origins = [...new Set(urls.map(originOf))]
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src 'self' ${origins.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

function originOf(url: string): string {
  const { origin } = new URL(url)
  if (ONE_ORIGIN.test(origin)) return origin
  throw new InvalidInputError(
    'CONFIG_INVALID',
    'The settings of the portal name a server by no plain host name.',
  )
}

/** What a page's own policy cannot say, so that the server must. */
export const HEADER_POLICY = "frame-ancestors 'none'"

const OWN_POLICY = /(<meta http-equiv="Content-Security-Policy" content=")[^"]*(")/

/** The built page with the policy of its settings: it holds wherever the files lie, from IPFS too. */
export function withPolicy(html: string, reached: Reached): string {
  if (!OWN_POLICY.test(html)) throw new TypeError('The page has no policy of its own.')
  return html.replace(
    OWN_POLICY,
    (_, before: string, after: string) => before + portalPolicy(reached) + after,
  )
}
