import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { askNode } from '../../../sdk/inference/askNode.ts'
import { expectError } from '../../helpers/expectError.ts'

const idle = { waiting: 0, underWay: 0 }
const STATUS = {
  format: 'salus-node/1',
  account: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  status: 'ok',
  startedAt: '2026-11-23T10:00:00.000Z',
  head: { number: 7, hash: `0x${'22'.repeat(32)}` },
  lastReorganisation: null,
  queue: { requests: idle, alerts: idle, logs: idle, plans: idle },
  landed: { agreed: 1, differed: 0 },
  disagreements: 0,
  models: [],
}

describe('sdk/inference/askNode', () => {
  let server: Server
  let url = ''
  let answer: (response: ServerResponse) => unknown = () => undefined
  before(async () => {
    server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  it('reads what a node says of itself, and drops what it says besides', async () => {
    answer = (response) => response.end(JSON.stringify({ ...STATUS, more: '<script>alert(1)</script>' }))
    expect(await askNode(url)).to.deep.equal(STATUS)
  })

  for (const [what, body] of [
    ['nothing', ''],
    ['no JSON', '<!doctype html><script>alert(1)</script>'],
    ['other JSON', '[]'],
    ['another format', JSON.stringify({ ...STATUS, format: 'salus-node/2' })],
    ['an account that is none', JSON.stringify({ ...STATUS, account: '<b>Oracle</b>' })],
    ['a number that is none', JSON.stringify({ ...STATUS, disagreements: '5' })],
    ['a number below nothing', JSON.stringify({ ...STATUS, disagreements: -1 })],
    ['a number past all', JSON.stringify({ ...STATUS, head: { ...STATUS.head, number: 1e300 } })],
    ['a time that is none', JSON.stringify({ ...STATUS, startedAt: 'soon' })],
    ['a queue with a kind missing', JSON.stringify({ ...STATUS, queue: { requests: idle } })],
    ['models without end', JSON.stringify({ ...STATUS, models: Array(1_001).fill(STATUS.head.hash) })],
    ['five megabytes', `"${'x'.repeat(5_000_000)}"`],
  ] as const) {
    it(`takes ${what} for no status`, async () => {
      answer = (response) => response.end(body)
      await expectError(() => askNode(url), 'MESSAGE_INVALID', /not with its status/)
    })
  }

  it('tells a node that does not answer from one that answers something else', async () => {
    answer = (response) => response.writeHead(500).end()
    await expectError(() => askNode(url), 'SERVICE_FAILED', /did not answer/)
    answer = (response) => response.writeHead(302, { location: `${url}/elsewhere` }).end()
    await expectError(() => askNode(url), 'SERVICE_FAILED', /did not answer/)
    await expectError(() => askNode('http://127.0.0.1:9'), 'SERVICE_FAILED', /did not answer/)
  })

  it('stops when it is told to', async () => {
    answer = () => undefined
    const stop = new AbortController()
    const asked = askNode(url, stop.signal)
    stop.abort(new Error('enough'))
    expect(
      (
        await asked.then(
          () => undefined,
          (error: Error) => error,
        )
      )?.message,
    ).to.equal('enough')
  })
})
