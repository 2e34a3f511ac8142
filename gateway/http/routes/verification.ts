import { z } from 'zod'
import {
  VERIFICATION_LINK_TYPE,
  verificationAnswerSchema,
} from '../../../sdk/provenance/verificationMessage.ts'
import { verifyPack } from '../../provenance/verifyPack.ts'
import type { Edge, Server } from '../edge.ts'
import { answer, refusals } from '../openApi.ts'
import { EARLIER_PACK_LINKS, PACK_LINKS, type PackLink, packIn, packQuery } from './packLinks.ts'

/** Packs by GS1 Digital Link, for anyone: a link that is scanned may lead here. */
export function verificationRoutes(server: Server, edge: Edge): void {
  for (const link of [...PACK_LINKS, ...EARLIER_PACK_LINKS]) verificationRoute(server, edge, link)
}

function verificationRoute(server: Server, { context }: Edge, { path, params }: PackLink): void {
  server.route({
    method: ['GET', 'HEAD'],
    url: path,
    config: { rate: 'verification' },
    schema: {
      summary: 'Verify a pack',
      description:
        'An answer of GS1 Lightweight Messaging, with evidence that the caller checks alone against the chain. Lot (10, or lot) ' +
        'and expiry (17, or exp) are compared where they are given: where one of them is another, there is no evidence. A ' +
        'GTIN and a serial number that are not known here are answered alike.',
      params,
      querystring: packQuery.extend({
        linkType: z.enum([VERIFICATION_LINK_TYPE, `gs1:${VERIFICATION_LINK_TYPE}`]).optional(),
        corrUUID: z.guid().optional(),
      }),
      response: {
        200: answer('What is known of the pack.', verificationAnswerSchema),
        ...refusals(400),
      },
    },
    handler: (request) => verifyPack(context, packIn(request), request.query.corrUUID),
  })
}
