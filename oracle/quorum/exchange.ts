import Fastify from 'fastify'
import { z } from 'zod'
import { hashSchema, signatureSchema } from '../../sdk/chain/schemas.ts'

/** What a node shows its peers of its answer: a salted hash and a signature, nothing about the patient. */
const shareSchema = z.strictObject({
  configDigest: hashSchema,
  outputHash: hashSchema,
  signature: signatureSchema,
})

export type Share = z.infer<typeof shareSchema>

/** Milliseconds that a peer has to answer, and bytes that it may answer with. */
const TIMEOUT = 2_000
const MAXIMUM_SHARE = 4_096

export interface Exchange {
  readonly url: string
  close(): Promise<void>
}

/** Serves a node's shares to whoever asks. Nothing is taken in, so nobody can push at a node. */
export async function serveShares(
  find: (requestId: string) => Share | undefined,
  listen: { host: string; port: number },
): Promise<Exchange> {
  const server = Fastify({ logger: false, bodyLimit: 1024 })
  server.get('/health', async () => ({ status: 'ok' }))
  server.get('/v1/shares/:id', async ({ params }, reply) => {
    const id = z.object({ id: hashSchema }).safeParse(params)
    const share = id.success ? find(id.data.id) : undefined
    return (
      share ?? reply.status(404).send({ code: 'REQUEST_NOT_OPEN', message: 'No answer to this request.' })
    )
  })
  const url = await server.listen(listen)
  return { url, close: () => server.close() }
}

/** A peer's share, or undefined where it has none, does not answer, or answers with something else. */
export async function fetchShare(peer: string, requestId: string): Promise<Share | undefined> {
  try {
    const response = await fetch(new URL(`v1/shares/${requestId}`, peer.endsWith('/') ? peer : `${peer}/`), {
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    })
    if (!response.ok || !response.body) return undefined
    let size = 0
    let text = ''
    const decoder = new TextDecoder()
    for await (const part of response.body) {
      size += part.length
      if (size > MAXIMUM_SHARE) return undefined
      text += decoder.decode(part, { stream: true })
    }
    return shareSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
