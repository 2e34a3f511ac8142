import { expect } from 'chai'
import { IntegrityError, RefusedError, UnavailableError } from '../../../sdk/errors/index.ts'
import { maximumBlockBytes, parseCid } from '../../../sdk/storage/block.ts'
import { contentReader } from '../../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../../sdk/storage/httpBlockstore.ts'
import { memoryBlockstore } from '../../../sdk/storage/memoryBlockstore.ts'
import { importContent } from '../../../sdk/storage/unixfs.ts'
import { verifyContent } from '../../../sdk/storage/verifyContent.ts'
import { rejection } from '../crypto/rejection.ts'
import { describeContentReader, mebibyte } from './contentStoreContract.ts'
import { holdDeadAddress, type LocalServer, startServer } from './localServer.ts'
import { sampleBytes } from './sampleBytes.ts'

const blocks = memoryBlockstore()
const helloCid = 'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e'

/** A trustless gateway under /gateway, over the blocks above. */
function startGateway(): Promise<LocalServer> {
  return startServer(async (request, response) => {
    const match = /^\/gateway\/ipfs\/(\w+)\?format=raw$/.exec(request.url ?? '')
    const cid = match?.[1] === undefined ? undefined : parseCid(match[1])
    if (cid === undefined || !(await blocks.has(cid))) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': 'application/vnd.ipld.raw' })
    response.end(request.method === 'HEAD' ? undefined : await blocks.get(cid))
  })
}

describe('HTTP blockstore', () => {
  let gateway: LocalServer
  const opened: LocalServer[] = []

  async function answering(...handler: Parameters<typeof startServer>): Promise<string> {
    const server = await startServer(...handler)
    opened.push(server)
    return server.url
  }

  before(async () => {
    gateway = await startGateway()
    opened.push(gateway)
  })

  after(async () => {
    await Promise.all(opened.map((server) => server.close()))
  })

  describeContentReader(
    () => contentReader(httpBlockstore(`${gateway.url}/gateway/`)),
    async (bytes) => (await importContent(blocks, [bytes])).cid.toString(),
  )

  it('verifies content from a gateway that nobody trusts', async () => {
    const { cid } = await importContent(blocks, [await sampleBytes(2 * mebibyte)])
    expect(await verifyContent(httpBlockstore(`${gateway.url}/gateway`), cid.toString())).to.have.property(
      'ok',
      true,
    )
  })

  it('catches a server that answers with other bytes', async () => {
    const url = await answering((_, response) => void response.end('hello World'))
    const error = await rejection(httpBlockstore(url).get(parseCid(helloCid)))
    expect(error).to.be.instanceOf(IntegrityError).with.property('code', 'BLOCK_CORRUPT')
    expect(error.message).to.include(helloCid).and.include(new URL(url).host)
  })

  it('stops reading an answer that is larger than a block may be', async () => {
    let sent = 0
    const url = await answering((_, response) => {
      const chunk = Buffer.alloc(65_536)
      const send = () => {
        while (!response.destroyed && sent < 64 * mebibyte) {
          sent += chunk.length
          if (!response.write(chunk)) {
            response.once('drain', send)
            return
          }
        }
        response.end()
      }
      send()
    })
    const error = await rejection(httpBlockstore(url).get(parseCid(helloCid)))
    expect(error).to.be.instanceOf(IntegrityError).with.property('code', 'BLOCK_CORRUPT')
    expect(sent)
      .to.be.below(64 * mebibyte)
      .and.above(maximumBlockBytes)
  })

  it('says that a dead, hanging, failing or redirecting server is unavailable', async () => {
    const dead = await holdDeadAddress()
    opened.push(dead)
    const servers = [
      dead.url,
      await answering(() => {}),
      await answering((_, response) => {
        response.writeHead(200).write('hel')
      }),
      await answering((_, response) => void response.writeHead(503).end()),
      await answering((_, response) => void response.writeHead(429).end()),
      await answering((_, response) => void response.writeHead(302, { location: gateway.url }).end()),
      await answering((request) => void request.socket.destroy()),
    ]
    for (const url of servers) {
      const store = httpBlockstore(url, { timeoutMs: 200 })
      const error = await rejection(store.get(parseCid(helloCid)))
      expect(error).to.be.instanceOf(UnavailableError).with.property('code', 'STORE_UNAVAILABLE')
      expect(error.message).to.include(new URL(url).host)
    }
    const store = httpBlockstore(dead.url, { timeoutMs: 200 })
    expect(await rejection(store.has(parseCid(helloCid)))).to.have.property('code', 'STORE_UNAVAILABLE')
  })

  it('says when a server refuses access', async () => {
    for (const status of [401, 403]) {
      const url = await answering((_, response) => void response.writeHead(status).end())
      const store = httpBlockstore(url)
      for (const call of [store.get, store.has]) {
        const error = await rejection(call(parseCid(helloCid)))
        expect(error).to.be.instanceOf(RefusedError).with.property('code', 'STORE_DENIED')
      }
    }
  })

  it('keeps the reason of a caller that gives up while the server hangs', async () => {
    const url = await answering(() => {})
    const controller = new AbortController()
    const reason = new Error('enough')
    const pending = rejection(httpBlockstore(url).get(parseCid(helloCid), { signal: controller.signal }))
    controller.abort(reason)
    expect(await pending).to.equal(reason)
  })
})
