import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { CallOptions } from '../../../sdk/gateway/call.ts'
import { type GatewayClient, gatewayClient } from '../../../sdk/gateway/client.ts'
import type { PublishedBatch } from '../../../sdk/gateway/protocol.ts'
import type { BatchBook } from '../../../sdk/provenance/batchBook.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'

const hash = `0x${'11'.repeat(32)}`
const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const LINK = 'https://id.gs1.org/01/09506000134352/10/LOT-7/21/S1'
const published: PublishedBatch = {
  format: 'salus-batch/1',
  chainId: 31337,
  contract: address,
  batchId: hash,
  maker: address,
  nonce: hash,
  gtin: '09506000134352',
  lot: 'LOT-7',
  expiry: '2028-06-30',
  root: hash,
  depth: 3,
  size: 7,
}
const trace = {
  '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-11-23T00:00:00.000Z',
  epcisBody: { eventList: [] as object[] },
}

describe('sdk/gateway/client, packs', () => {
  const servers: Server[] = []
  after(() => {
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
  })

  async function clientOf(answer: RequestListener): Promise<GatewayClient> {
    const server = createServer(answer)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return gatewayClient({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      timeout: 60_000,
    })
  }
  const answering = (answer: unknown) =>
    clientOf((_request, response) => response.end(JSON.stringify(answer)))
  /** Answers verifications with what is made of the request's corrUUID. */
  const verifier = (answerTo: (corrUUID: string | null) => unknown) =>
    clientOf(({ url }, response) => {
      const corrUUID = new URL(url ?? '', 'http://x').searchParams.get('corrUUID')
      response.end(JSON.stringify(answerTo(corrUUID)))
    })
  const said = { verificationTimestamp: '2026-11-23T00:00:00.000Z', data: { verified: true } }

  it('asks by GS1 Digital Link, whatever was scanned, with every reserved character escaped', async () => {
    const seen: string[] = []
    const client = await clientOf(({ url = '' }, response) => {
      seen.push(url.replace(/(?<=corrUUID=)[0-9a-f-]{36}$/, 'UUID'))
      response.end(
        JSON.stringify({ ...said, corrUUID: new URL(url, 'http://x').searchParams.get('corrUUID') }),
      )
    })
    await client.verifyPack(LINK)
    await client.verifyPack(']d2010950600013435217280600' + '10L/7\x1d21S%?1')
    await client.verifyPack('urn:epc:id:sgtin:9506000.013435.S1')
    const asked = 'linkType=verificationService&corrUUID=UUID'
    expect(seen).to.deep.equal([
      `/01/09506000134352/10/LOT-7/21/S1?${asked}`,
      `/01/09506000134352/10/L%2F7/21/S%25%3F1?17=280630&${asked}`,
      `/01/09506000134352/21/S1?${asked}`,
    ])
    for (const scan of ['https://id.gs1.org/01/09506000134352', `${LINK.slice(0, -2)}%2E%2E`, 'S1']) {
      await expectError(() => client.verifyPack(scan), 'GS1_INVALID', /./)
    }
    expect(seen).to.have.length(3)
  })

  it('takes only an answer of the right shape to its own request', async () => {
    const good = await verifier((corrUUID) => ({ ...said, corrUUID }))
    expect((await good.verifyPack(LINK)).data).to.deep.equal({ verified: true })
    const wrong: ((corrUUID: string | null) => unknown)[] = [
      () => said,
      () => ({ ...said, corrUUID: '123e4567-e89b-12d3-a456-426614174000' }),
      (corrUUID) => ({ ...said, corrUUID, data: { verified: 'true' } }),
      (corrUUID) => ({ ...said, corrUUID, data: { verified: false, verificationFailureReason: 'None' } }),
      (corrUUID) => ({ ...said, corrUUID, evidence: {} }),
      (corrUUID) => ({ ...said, corrUUID, extra: 1 }),
      () => null,
      () => [],
    ]
    for (const answerTo of wrong) {
      const client = await verifier(answerTo)
      await expectError(() => client.verifyPack(LINK), 'MESSAGE_INVALID', /gateway/)
    }
  })

  it('takes only heads of batches for batches, and never what should have stayed there', async () => {
    const calls = (client: GatewayClient) => [
      () => client.publishBatch({} as BatchBook),
      () => client.listBatches().then(([first]) => first),
    ]
    const wrong = [
      { ...published, secret: hash },
      { ...published, serials: ['S1'] },
      { ...published, root: '0x12' },
      { ...published, depth: 25 },
      { ...published, size: -1 },
      { ...published, maker: 'x' },
      { ...published, gtin: '1' },
      {},
      null,
    ]
    for (const answer of wrong) {
      const clients = [await answering(answer), await answering([answer])]
      for (const [index, client] of clients.entries()) {
        await expectError(calls(client)[index] ?? expect.fail(), 'MESSAGE_INVALID', /gateway/)
      }
    }
    expect(await calls(await answering(published))[0]?.()).to.deep.equal(published)
    expect(await calls(await answering([published]))[1]?.()).to.deep.equal(published)
  })

  it('takes only EPCIS that follows the standard for a trace', async () => {
    expect(await (await answering(trace)).tracePack(LINK)).to.deep.equal(trace)
    const wrong = [
      { ...trace, type: 'EPCISQueryDocument' },
      { ...trace, '@context': [] },
      { ...trace, epcisBody: { eventList: [{ type: 'ObjectEvent' }] } },
      { ...trace, epcisBody: {} },
      {},
      null,
    ]
    for (const answer of wrong) {
      const client = await answering(answer)
      expect((await errorOf(() => client.tracePack(LINK))).code).to.be.oneOf([
        'MESSAGE_INVALID',
        'EPCIS_INVALID',
      ])
    }
    const twice = await clientOf((_request, response) =>
      response.end(JSON.stringify(trace).replace('{', '{"schemaVersion":"1.2",')),
    )
    await expectError(() => twice.tracePack(LINK), 'EPCIS_INVALID', /twice/)
  })

  it('hands the reason of an abort to the caller, before and during a call', async () => {
    let asked = 0
    const hanging = await clientOf(() => void asked++)
    const reason = new Error('given up')
    const calls: ((options: CallOptions) => Promise<unknown>)[] = [
      (options) => hanging.publishBatch({} as BatchBook, options),
      (options) => hanging.listBatches(options),
      (options) => hanging.verifyPack(LINK, options),
      (options) => hanging.tracePack(LINK, options),
    ]
    for (const call of calls) {
      const before = asked
      const caught = (signal: AbortSignal) => call({ signal }).catch((error: unknown) => error)
      expect(await caught(AbortSignal.abort(reason))).to.equal(reason)
      const giving = new AbortController()
      const pending = caught(giving.signal)
      while (asked === before) await new Promise((resolve) => setTimeout(resolve, 5))
      giving.abort(reason)
      expect(await pending).to.equal(reason)
    }
  })
})
