import { z } from 'zod'
import { parseCid } from '../../../sdk/storage/block.ts'
import type { Edge, Server } from '../edge.ts'
import { empty, refusals } from '../openApi.ts'

const RAW = 'application/vnd.ipld.raw'

/** Ciphertext, for anyone: https://specs.ipfs.tech/http-gateways/trustless-gateway/ */
export function blockRoutes(server: Server, { blocks }: Edge): void {
  server.route({
    method: ['GET', 'HEAD'],
    url: '/ipfs/:cid',
    config: { rate: 'block' },
    schema: {
      summary: 'A block of ciphertext',
      description: 'As a trustless IPFS gateway serves it: check its bytes against its CID.',
      params: z.object({ cid: z.string() }),
      querystring: z.strictObject({ format: z.literal('raw').optional() }),
      response: {
        200: {
          description: 'The block.',
          content: { [RAW]: { schema: z.custom<Uint8Array>() } },
        },
        304: empty('The caller has it.'),
        ...refusals(400, 404),
      },
    },
    handler: async ({ params, headers }, reply) => {
      const cid = parseCid(params.cid)
      const tag = `"${cid}.raw"`
      const bytes = await blocks.get(cid)
      // What a CID names never changes.
      reply.header('etag', tag).header('cache-control', 'public, max-age=29030400, immutable')
      if (headers['if-none-match'] === tag) return reply.status(304).send()
      return reply
        .header('content-type', RAW)
        .header('content-disposition', `attachment; filename="${cid}.bin"`)
        .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    },
  })
}
