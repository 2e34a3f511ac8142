/** What the page may reach, by its settings. */
export interface Reached {
  readonly rpcUrl: string
  readonly gateways: readonly { readonly url: string }[]
  readonly contentGateways: readonly string[]
}

/**
 * The portal's policy (CSP Level 3): its own files, and the servers that its settings name. Script from strings and sinks of
 * markup are closed by Trusted Types.
 */
export function portalPolicy({ rpcUrl, gateways, contentGateways }: Reached): string {
  const urls = [rpcUrl, ...gateways.map(({ url }) => url), ...contentGateways]
  const origins = [...new Set(urls.map((url) => new URL(url).origin))]
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
