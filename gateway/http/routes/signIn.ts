import { accessTokenSchema, signInChallengeSchema } from '../../../sdk/gateway/answers.ts'
import { signInSchema } from '../../../sdk/gateway/protocol.ts'
import type { Edge, Server } from '../edge.ts'
import { answer, empty, refusals } from '../openApi.ts'

export function signInRoutes(server: Server, { access, context, settings, place }: Edge): void {
  const rate = { rate: 'signIn' } as const

  server.get(
    '/v1/sign-in/nonce',
    {
      config: rate,
      schema: {
        summary: 'What to sign in order to sign in',
        description: 'The fields of an EIP-4361 message. The nonce is good once, for five minutes.',
        response: { 200: answer('The fields.', signInChallengeSchema), ...refusals() },
      },
    },
    async ({ headers }) => {
      const { uri } = place()
      const { origin = '' } = headers
      const page = settings.origins.includes(origin) ? origin : uri
      const { nonce, expiresAt } = access.nonces.issue()
      return {
        nonce,
        domain: new URL(page).host,
        uri,
        chainId: Number(context.contracts.chainId),
        expirationTime: expiresAt.toISOString(),
      }
    },
  )

  server.post(
    '/v1/sign-in',
    {
      config: rate,
      schema: {
        summary: 'Sign in with an account (EIP-4361)',
        description:
          'Plain accounts, contract accounts (ERC-1271) and delegated ones (EIP-7702). Resources of the message, if it has ' +
          'any, are the scopes asked for, as urn:salus:scope:NAME. A session lasts an hour; a restart of the gateway ends it.',
        body: signInSchema,
        response: { 200: answer('An open session.', accessTokenSchema), ...refusals(400, 403) },
      },
    },
    ({ body }) => access.signIn(place(), body),
  )

  server.post(
    '/v1/sign-out',
    {
      schema: {
        summary: 'End the session of the token given',
        security: [{ session: [] }],
        response: {
          204: empty('There is no such session any more.'),
          ...refusals(),
        },
      },
    },
    async ({ headers }, reply) => {
      access.signOut(headers.authorization)
      return reply.status(204).send()
    },
  )
}
