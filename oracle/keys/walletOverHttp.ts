import { z } from 'zod'
import { InvalidInputError, RefusedError, UnavailableError } from '../../sdk/errors/index.ts'
import type { WalletRequest } from './remoteSigner.ts'

/** Milliseconds that a signer has to answer: a person may have to agree. Bytes that it may answer with. */
const TIMEOUT = 30_000
const MAXIMUM_ANSWER = 65_536

const answerSchema = z.union([
  z.object({ id: z.int(), error: z.object({ code: z.int() }) }),
  z.object({ id: z.int(), result: z.unknown() }),
])

/**
 * A signer behind JSON-RPC over HTTP, as Web3Signer and Clef are. What is asked is not secret, but who can ask can sign:
 * between machines the connection must be TLS.
 * @throws InvalidInputError ADDRESS_INVALID; when asked: UnavailableError SIGNER_UNAVAILABLE, RefusedError SIGNER_REFUSED
 */
export function walletOverHttp(
  url: string,
  { timeout = TIMEOUT }: { readonly timeout?: number } = {},
): WalletRequest {
  const place = new URL(url)
  const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(place.hostname)
  if (place.protocol !== 'https:' && !(place.protocol === 'http:' && isLocal)) {
    throw new InvalidInputError(
      'ADDRESS_INVALID',
      'A remote signer is reached by https, or by http on this machine.',
    )
  }
  let asked = 0
  return async (method, params) => {
    const id = ++asked
    const answer = answerSchema.safeParse(await post(place, { jsonrpc: '2.0', id, method, params }, timeout))
    if (!answer.success || answer.data.id !== id) throw unavailable()
    if ('error' in answer.data) {
      // Its words are not repeated: they may hold what was signed.
      const { code } = answer.data.error
      throw new RefusedError('SIGNER_REFUSED', `The remote signer refused ${method} with code ${code}.`)
    }
    return answer.data.result
  }
}

async function post(url: URL, message: object, timeout: number): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(message),
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    })
    let size = 0
    let text = ''
    const decoder = new TextDecoder()
    for await (const part of response.body ?? []) {
      size += part.length
      if (size > MAXIMUM_ANSWER) throw new Error('too long')
      text += decoder.decode(part, { stream: true })
    }
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw unavailable(cause)
  }
}

const unavailable = (cause?: unknown) =>
  new UnavailableError(
    'SIGNER_UNAVAILABLE',
    'The remote signer did not answer as JSON-RPC. Check that it runs and that SALUS_ORACLE_SIGNER_URL is right.',
    { cause },
  )
