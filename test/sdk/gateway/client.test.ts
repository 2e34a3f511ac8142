import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { FinalError, type SalusError, UnavailableError } from '../../../sdk/errors/index.ts'
import { type GatewayClient, gatewayClient } from '../../../sdk/gateway/client.ts'
import type { RiskReport } from '../../../sdk/inference/riskReport.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'

const hash = `0x${'11'.repeat(32)}`
const recordRequest = {
  grantee: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  recordId: hash,
  purpose: 'TREAT',
  nonce: '1',
  deadline: 1,
  signature: `0x${'11'.repeat(65)}`,
} as const

describe('sdk/gateway/client', () => {
  const servers: Server[] = []
  after(() => {
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
  })

  /** A client of a server that answers like this. */
  async function clientOf(answer: RequestListener, timeout = 2_000): Promise<GatewayClient> {
    const server = createServer(answer)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return gatewayClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeout })
  }
  const answering = (status: number, body: string) =>
    clientOf((_request, response) => response.writeHead(status).end(body))
  const failure = async (client: GatewayClient): Promise<SalusError> => errorOf(() => client.findReport(hash))

  it('reports a dead gateway, one that hangs, and one that redirects as unavailable', async () => {
    const clients = [
      gatewayClient({ url: 'http://127.0.0.1:9' }),
      await clientOf(() => undefined, 50),
      await clientOf((_request, response) =>
        response.writeHead(307, { location: 'http://127.0.0.1:9' }).end(),
      ),
      await clientOf((request) => request.socket.destroy()),
    ]
    for (const client of clients) {
      const error = await failure(client)
      expect(error).to.be.instanceOf(UnavailableError)
      expect(error.code).to.equal('GATEWAY_UNAVAILABLE')
    }
  })

  it('gives the code and the sentence of a refusal', async () => {
    const refusing = await answering(403, JSON.stringify({ code: 'CONSENT_MISSING', message: 'No consent.' }))
    await expectError(() => refusing.findReport(hash), 'CONSENT_MISSING', /^No consent\.$/)
    expect(await failure(refusing)).to.be.instanceOf(FinalError)
    const down = await answering(503, JSON.stringify({ code: 'CHAIN_UNAVAILABLE', message: 'No chain.' }))
    expect(await failure(down)).to.be.instanceOf(UnavailableError)
  })

  it('counts an error page of a proxy by its status', async () => {
    expect(await failure(await answering(502, '<html>Bad gateway</html>'))).to.be.instanceOf(UnavailableError)
    expect(await failure(await answering(429, ''))).to.be.instanceOf(UnavailableError)
    const forbidden = await failure(await answering(403, '<html>'))
    expect(forbidden).to.be.instanceOf(FinalError)
    expect(forbidden.code).to.equal('GATEWAY_REFUSED')
  })

  it('does not take a made-up code, nor one that only looks like a member of an object', async () => {
    for (const code of ['EVERYTHING_FINE', 'toString', '__proto__', 'constructor']) {
      const error = await failure(await answering(403, JSON.stringify({ code, message: 'x' })))
      expect(error.code).to.equal('GATEWAY_REFUSED')
    }
  })

  it('refuses answers of another shape, whichever the call', async () => {
    for (const body of ['', 'not json', 'null', '[]', '"text"', '{}', '{"requestId":"0x12","recordId":7}']) {
      const client = await answering(200, body)
      const calls: (() => Promise<unknown>)[] = [
        () => client.findReport(hash),
        () => client.requestRecord(recordRequest),
        () => client.requestKey({ requestId: hash, recordId: hash, deadline: 1, signature: hash }),
        () => client.relayGrant({} as never),
        () => client.announceRequest({} as never, new Uint8Array(32)),
        () => client.deliverReport(hash, {} as RiskReport),
        () => client.anchorDisclosures(),
        () =>
          client.addRecord({ patient: '', category: 'cardiology', mediaType: '', content: new Uint8Array() }),
      ]
      for (const call of calls) await expectError(call, 'MESSAGE_INVALID', /gateway/)
    }
    const noList = await answering(200, '{"0":{}}')
    await expectError(() => noList.listDisclosures(hash), 'MESSAGE_INVALID', /gateway/)
  })

  it('stops reading an answer without end', async () => {
    const endless = await clientOf((_request, response) => {
      const part = Buffer.alloc(1024 * 1024, 32)
      const push = () => {
        while (!response.destroyed && response.write(part));
      }
      response.on('drain', push)
      push()
    }, 10_000)
    await expectError(() => endless.findReport(hash), 'MESSAGE_INVALID', /more than 4 MiB/)
  })

  it('shows the staff token to its own gateway only, and keeps the path of its URL', async () => {
    const seen: (string | undefined)[] = []
    const server = await clientOf((request, response) => {
      seen.push(request.url, request.headers.authorization)
      response.end(JSON.stringify({ requestId: hash, recordId: hash }))
    })
    await gatewayClient({ url: `${server.url}/hospital`, staffToken: 'token' }).findReport(hash)
    await server.findReport(hash)
    expect(seen).to.deep.equal([
      `/hospital/v1/reports/${hash}`,
      'Bearer token',
      `/v1/reports/${hash}`,
      undefined,
    ])
  })

  it('sends canonical JSON and refuses what has none before it is sent', async () => {
    let isAsked = false
    const client = await clientOf((_request, response) => {
      isAsked = true
      response.end('{}')
    })
    const broken = { probability: undefined } as unknown as RiskReport
    await expectError(() => client.deliverReport(hash, broken), 'JSON_INVALID', /probability/)
    expect(isAsked).to.equal(false)
  })
})
