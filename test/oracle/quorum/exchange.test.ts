import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { serveShares } from '../../../oracle/quorum/exchange.ts'
import { fetchShare } from '../../../oracle/quorum/fetchShare.ts'

const requestId = `0x${'11'.repeat(32)}`
const share = {
  configDigest: `0x${'22'.repeat(32)}`,
  outputHash: `0x${'33'.repeat(32)}`,
  signature: `0x${'44'.repeat(65)}`,
}

describe('oracle/quorum/exchange', () => {
  const servers: Server[] = []
  after(() => {
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
  })
  async function peer(answer: RequestListener): Promise<string> {
    const server = createServer(answer)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it('shows a share to whoever asks for it by its request, and nothing else', async () => {
    const exchange = await serveShares((id) => (id === requestId ? share : undefined), {
      host: '127.0.0.1',
      port: 0,
    })
    expect(await fetchShare(exchange.url, requestId)).to.deep.equal(share)
    expect(await fetchShare(`${exchange.url}/`, requestId)).to.deep.equal(share)
    expect(await fetchShare(exchange.url, `0x${'12'.repeat(32)}`)).to.equal('absent')
    for (const path of [
      'v1/shares/',
      'v1/shares/0x12',
      'v1/shares/__proto__',
      `v1/shares/${requestId.toUpperCase()}`,
    ]) {
      expect((await fetch(`${exchange.url}/${path}`)).status).to.equal(404)
    }
    const pushed = await fetch(`${exchange.url}/v1/shares/${requestId}`, { method: 'POST', body: '{}' })
    expect(pushed.status).to.be.greaterThanOrEqual(400)
    await exchange.close()
  })

  it('takes no share from a peer that answers with something else, too much, or not at all', async () => {
    const text = JSON.stringify(share)
    const peers = await Promise.all([
      peer((_request, response) => response.end('not json')),
      peer((_request, response) => response.end('null')),
      peer((_request, response) => response.writeHead(500).end(text)),
      peer((_request, response) => response.writeHead(302, { location: '/elsewhere' }).end()),
      peer((request) => request.socket.destroy()),
      peer((_request, response) => response.end(JSON.stringify({ ...share, note: 'more' }))),
      peer((_request, response) => response.end(JSON.stringify({ ...share, signature: '0x' }))),
      peer((_request, response) => response.end(JSON.stringify({ ...share, outputHash: 7 }))),
      peer((_request, response) => response.end(text + ' '.repeat(5_000))),
      peer((_request, response) => {
        const push = () => {
          while (!response.destroyed && response.write(' '.repeat(65_536)));
        }
        response.on('drain', push)
        push()
      }),
    ])
    const shares = await Promise.all(
      [...peers, 'http://127.0.0.1:9'].map((url) => fetchShare(url, requestId)),
    )
    expect(new Set(shares)).to.deep.equal(new Set(['failed']))
  })
})
