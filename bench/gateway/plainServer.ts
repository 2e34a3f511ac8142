/**
 * What the release is compared with: Fastify and ethers as most would write it. It checks the signature and asks the
 * contract once; it wraps no key, writes nothing down and remembers nobody, so it is what no gateway can be faster than
 * with these libraries.
 */
import Fastify from 'fastify'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { readDeployment } from '../../sdk/chain/node/readDeployment.ts'
import { connectProvider } from '../../sdk/chain/provider.ts'
import { decide } from '../../sdk/consent/decide.ts'
import { runService } from '../../sdk/process/node/runService.ts'
import { recordRequestSchema, verifyRecordRequest } from '../../sdk/records/recordRequest.ts'

await runService('plain server', async (log) => {
  const deployment = await readDeployment(process.env.SALUS_DEPLOYMENT ?? '')
  const provider = await connectProvider(process.env.SALUS_RPC_URL ?? '', deployment)
  const contracts = connectContracts(deployment, provider)
  const server = Fastify({ logger: false })
  server.post('/', async ({ body, query }) => {
    const request = recordRequestSchema.parse(body)
    verifyRecordRequest(contracts, request)
    const { patient } = query as { patient: string }
    const { grantee, purpose } = request
    return { decision: await decide(contracts, { patient, grantee, category: 'cardiology', purpose }) }
  })
  log({ event: 'listening', url: await server.listen({ host: '127.0.0.1', port: 0 }) })
  return async () => {
    await server.close()
    provider.destroy()
  }
})
