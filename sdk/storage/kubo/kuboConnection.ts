import { create } from 'ipfs-http-client'
import { InvalidInputError } from '../../errors/index.ts'
import type { RetryOptions } from '../retry.ts'

export interface KuboOptions {
  /** Address of the RPC API, for example http://127.0.0.1:5001. It can do anything to the daemon: keep it private. */
  api: string | URL
  /** Bearer token (Kubo's API.Authorizations), when the daemon asks for one. */
  token?: string
  /** Milliseconds without progress after which a call fails; 30,000 unless told. */
  timeoutMs?: number
  /** How calls that may be made twice are tried again: all but add, whose source is gone once it was read. */
  retries?: RetryOptions
}

export interface KuboConnection {
  /** Where the commands are: ends in /api/v0/. */
  api: URL
  headers: Record<string, string>
  timeoutMs: number
  retries: RetryOptions
  client: ReturnType<typeof create>
}

/** @throws InvalidInputError ADDRESS_INVALID when the address is not an http or https URL. */
export function connectKubo(options: KuboOptions): KuboConnection {
  const api = parseAddress(options.api)
  const headers: Record<string, string> =
    options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }
  // As text, because the client changes a URL object that it is given.
  const client = create({ url: api.href.replace(/\/$/, ''), headers })
  const { timeoutMs = 30_000, retries = {} } = options
  return { api, headers, timeoutMs, retries, client }
}

function parseAddress(address: string | URL): URL {
  const url = URL.parse(address)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new InvalidInputError(
      'ADDRESS_INVALID',
      'The address of the Kubo RPC API is not an http or https URL.',
    )
  }
  const commands = new URL(url)
  commands.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v0/`
  return commands
}
